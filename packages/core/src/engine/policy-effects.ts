import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import { outcomesOf } from '../policy/policy-outcome.ts';
import type { PolicyValueProblem } from './policed-route.ts';

/** What a policy does below one Gateway, summed up over all scopes there. */
export interface PolicyEffect {
  readonly whole: number;
  readonly part: number;
  readonly none: number;
  /** Who keeps some of its values from counting. */
  readonly beatenBy: Iterable<string>;
  /** Values that can't be honoured. */
  readonly problems: Iterable<string>;
}

interface Counter {
  whole: number;
  part: number;
  none: number;
  readonly beaters: Map<string, number>;
  readonly problems: Map<string, number>;
}

/** What one object adds to a policy's counts. */
interface Contribution {
  readonly policy: string;
  readonly gateway: string;
  readonly effect: 'whole' | 'part' | 'none' | 'problem';
  readonly names: readonly string[];
}

const newCounter = (): Counter => ({ whole: 0, part: 0, none: 0, beaters: new Map(), problems: new Map() });

function count(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const next = (counts.get(name) ?? 0) + change;
  if (next > 0) counts.set(name, next);
  else counts.delete(name);
}

const gatewayOf = ({ path }: EffectivePolicyScope): string =>
  path.find((step) => step.startsWith('Gateway/')) ?? path[0] ?? '';

function contributionsOf(
  scopes: readonly EffectivePolicyScope[],
  problems: readonly PolicyValueProblem[],
): readonly Contribution[] {
  const effects = scopes.flatMap((scope): Contribution[] => {
    const gateway = gatewayOf(scope);
    return outcomesOf(scope).map(({ policy, effect, beatenBy }) => ({ policy, gateway, effect, names: beatenBy }));
  });
  const gateways = new Map(effects.map(({ policy, gateway }) => [policy, gateway]));
  const broken = problems.flatMap(({ policy, path, message }): Contribution[] => {
    const gateway = gateways.get(policy);
    return gateway === undefined ? [] : [{ policy, gateway, effect: 'problem', names: [`${path}: ${message}`] }];
  });
  return [...effects, ...broken];
}

/** What every policy does, kept up to date by object. */
export class PolicyEffects {
  readonly #counters = new Map<string, Map<string, Counter>>();
  readonly #contributions = new Map<string, readonly Contribution[]>();
  readonly #changed = new Set<string>();

  /** Takes in what became of an object's scopes. */
  replace(object: string, scopes: readonly EffectivePolicyScope[], problems: readonly PolicyValueProblem[]): void {
    const before = this.#contributions.get(object) ?? [];
    const after = contributionsOf(scopes, problems);
    if (before.length + after.length === 0) return;
    for (const contribution of before) this.#count(contribution, -1);
    for (const contribution of after) this.#count(contribution, 1);
    if (after.length > 0) this.#contributions.set(object, after);
    else this.#contributions.delete(object);
  }

  /** Policies whose effects changed since it was asked last. */
  takeChanged(): ReadonlySet<string> {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    return changed;
  }

  /** By Gateway. */
  of(policy: string): ReadonlyMap<string, PolicyEffect> {
    const counters = this.#counters.get(policy) ?? new Map<string, Counter>();
    return new Map(
      [...counters].map(([gateway, { whole, part, none, beaters, problems }]) => [
        gateway,
        { whole, part, none, beatenBy: beaters.keys(), problems: problems.keys() },
      ]),
    );
  }

  #count({ policy, gateway, effect, names }: Contribution, change: 1 | -1): void {
    this.#changed.add(policy);
    const counters = this.#counters.get(policy) ?? new Map<string, Counter>();
    this.#counters.set(policy, counters);
    const counter = counters.get(gateway) ?? newCounter();
    counters.set(gateway, counter);
    if (effect !== 'problem') counter[effect] += change;
    for (const name of names) count(effect === 'problem' ? counter.problems : counter.beaters, name, change);
    const { whole, part, none, problems } = counter;
    if (whole + part + none + problems.size === 0) counters.delete(gateway);
    if (counters.size === 0) this.#counters.delete(policy);
  }
}
