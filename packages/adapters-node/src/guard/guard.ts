import type { GuardedRequest, GuardStep, Refusal } from './guard-step.ts';

type Outcome = Refusal | undefined;

/** Access rules and rate limits of one rule, in order: the first refusal counts. */
export class Guard {
  readonly #steps: readonly GuardStep[];

  constructor(steps: readonly GuardStep[]) {
    this.#steps = steps;
  }

  admit(request: GuardedRequest): Outcome | Promise<Outcome> {
    return this.#from(0, request);
  }

  #from(first: number, request: GuardedRequest): Outcome | Promise<Outcome> {
    for (let index = first; index < this.#steps.length; index++) {
      const outcome = this.#steps[index]?.(request);
      if (outcome instanceof Promise) return outcome.then((later) => later ?? this.#from(index + 1, request));
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }
}
