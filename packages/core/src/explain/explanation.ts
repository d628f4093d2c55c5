import type { Decision, DecisionRequest } from '../decision/decision.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import type { MatchFailure } from './match-failure.ts';

/** What a listener on the request's port has to do with its host. */
export interface ListenerVerdict {
  readonly listener: string;
  readonly protocol: string;
  /** Absent: any host. */
  readonly hostname?: string;
  readonly verdict: 'selected' | 'less specific' | 'other host';
}

/**
 * Why a rule did not win. `listener` and `hostname`: its virtual host is not the request's; `less specific host`: it
 * would match, but a more specific virtual host answered first; a condition of its match; or the criterion of the
 * precedence order at which the winner stands before it.
 */
export type LossCriterion = 'listener' | 'hostname' | 'less specific host' | MatchFailure['criterion'] | (string & {});

export type RuleVerdict = {
  readonly listener: string;
  readonly virtualHost: string;
  readonly route: string;
  readonly rule: number;
  readonly match: number;
  readonly ruleName?: string;
} & (
  | { readonly outcome: 'won' }
  | { readonly outcome: 'lost'; readonly criterion: LossCriterion; readonly detail: string }
);

/** A parentRef that points at the request's Gateway and did not attach to the request's port. */
export interface RefusedParent {
  readonly route: string;
  /** Index in `spec.parentRefs`. */
  readonly parentRef: number;
  readonly parent: string;
  readonly listener?: string;
  readonly reason: string;
  readonly message: string;
}

/** The answer to "what happens to this request, and why". */
export interface Explanation {
  readonly request: DecisionRequest;
  readonly decision: Decision;
  readonly listeners: readonly ListenerVerdict[];
  /** The winner first, then in order of precedence within each virtual host, most specific host first. */
  readonly rules: readonly RuleVerdict[];
  /**
   * What policies come to for the winner: at its listener, on its route and rule, then at its backends. Empty where no
   * rule won.
   */
  readonly policies: readonly EffectivePolicyScope[];
  readonly refused: readonly RefusedParent[];
}
