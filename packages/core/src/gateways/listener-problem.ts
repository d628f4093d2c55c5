import type { FindingRule } from '../validation/finding.ts';

/** What a listener's check found; it becomes a condition and a finding. */
export interface ListenerProblem {
  /** The condition that it makes False (`Conflicted`: True); `none` for what is only worth a warning. */
  readonly condition: 'Accepted' | 'ResolvedRefs' | 'Conflicted' | 'none';
  /** Reason of that condition; empty for `none`. */
  readonly reason: string;
  readonly rule: FindingRule;
  /** Within the Gateway, as in `spec.listeners[0].tls.certificateRefs[1]`. */
  readonly path: string;
  readonly message: string;
}

/** Something checked, with what was wrong. */
export interface Checked<T> {
  readonly value: T;
  readonly problems: readonly ListenerProblem[];
}

/** A field that is valid but that nothing is known to do with. */
export const unused = (path: string, message: string): ListenerProblem => ({
  condition: 'none',
  reason: '',
  rule: 'value',
  path,
  message,
});

export const notAccepted = (reason: string, rule: FindingRule, path: string, message: string): ListenerProblem => ({
  condition: 'Accepted',
  reason,
  rule,
  path,
  message,
});

export const notResolved = (reason: string, path: string, message: string): ListenerProblem => ({
  condition: 'ResolvedRefs',
  reason,
  rule: 'reference',
  path,
  message,
});
