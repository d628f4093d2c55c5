import type { Timeouts } from '../../ir/configuration.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { timeoutPolicySpec } from '../kinds/timeout-policy.ts';
import { setBackends } from './backend-values.ts';
import { isSaid } from './origin-at.ts';
import { PolicyReader } from './policy-reader.ts';
import { retryReader } from './retries.ts';
import type { RuleDraft } from './rule-draft.ts';

const timeoutReader = new PolicyReader('TimeoutPolicy', timeoutPolicySpec);

/** Both limits hold; 0 is none. */
const stricter = (a: number, b: number): number => (a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b));

interface Said {
  readonly timeouts: Timeouts;
  /** True where a policy says how long one try may take. */
  readonly saysBackendRequest: boolean;
}

const fromTimeoutPolicy = (draft: RuleDraft): Said | undefined =>
  draft.ruleValue(timeoutReader, ({ spec: { request, backendRequest }, effective }) => ({
    timeouts: {
      ...(request !== undefined && { request: milliseconds(request) }),
      ...(backendRequest !== undefined && { backendRequest: milliseconds(backendRequest) }),
    },
    saysBackendRequest: isSaid(effective, 'backendRequest'),
  }));

/** RetryPolicy's `perTryTimeout`, unless it is the rule's own `backendRequest`, which TimeoutPolicies judge. */
const fromRetryPolicy = (draft: RuleDraft): { readonly perTry: number | undefined } | undefined =>
  draft.ruleValue(retryReader, ({ spec: { perTryTimeout }, effective }) => {
    const said = perTryTimeout !== undefined && isSaid(effective, 'perTryTimeout');
    return { perTry: said ? milliseconds(perTryTimeout) : undefined };
  });

/** TimeoutPolicy, and what a RetryPolicy says of the time of one try. */
export function applyTimeouts(draft: RuleDraft): void {
  const found = fromTimeoutPolicy(draft);
  let timeouts = found ? found.timeouts : draft.settings.timeouts;
  const perTry = fromRetryPolicy(draft)?.perTry;
  if (perTry !== undefined) {
    const other = found?.saysBackendRequest ? timeouts?.backendRequest : undefined;
    timeouts = { ...timeouts, backendRequest: other === undefined ? perTry : stricter(other, perTry) };
  }
  const { timeouts: _, ...others } = draft.settings;
  draft.settings = timeouts && Object.keys(timeouts).length > 0 ? { ...others, timeouts } : others;
  setBackends(draft, timeoutReader, ({ spec: { connect, idle } }) => ({
    ...(connect !== undefined && { connectTimeout: milliseconds(connect) }),
    ...(idle !== undefined && { idleTimeout: milliseconds(idle) }),
  }));
}
