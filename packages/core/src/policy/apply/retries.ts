import type { RetryBudget } from '../../ir/backend-settings.ts';
import type { Retry } from '../../ir/configuration.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { type RetryPolicySpec, retryPolicySpec } from '../kinds/retry-policy.ts';
import { setBackends } from './backend-values.ts';
import { isSaid } from './origin-at.ts';
import { PolicyReader, type PolicyValues } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

export const retryReader = new PolicyReader('RetryPolicy', retryPolicySpec);

/** The codes that every implementation of HTTPRoute's own retry has to know (GEP-1731). */
const usualCodes: readonly number[] = [500, 502, 503, 504];

/** Envoy's own numbers. */
const usualBudget: RetryBudget = { percent: 20, minimum: 3 };

function statusCodes({ spec, effective }: PolicyValues<RetryPolicySpec>): readonly number[] {
  if (spec.retryOn) return [...spec.retryOn].sort((a, b) => a - b);
  // A rule's own retry without codes is for backends that were not reached; a policy that leaves it alone keeps it so.
  const ownRetry = spec.maxRetries !== undefined && !isSaid(effective, 'maxRetries');
  return ownRetry ? [] : usualCodes;
}

/** Undefined where nothing is said about retries; `maxRetries` is 1 unless said, as in HTTPRoute. */
function toRetry(values: PolicyValues<RetryPolicySpec>): Retry | undefined {
  const { maxRetries, retryOn, backOff } = values.spec;
  if (maxRetries === undefined && retryOn === undefined && backOff === undefined) return undefined;
  return {
    attempts: maxRetries ?? 1,
    statusCodes: statusCodes(values),
    ...(backOff?.base !== undefined && { backoff: milliseconds(backOff.base) }),
    ...(backOff?.max !== undefined && { maximumBackoff: milliseconds(backOff.max) }),
  };
}

/** RetryPolicy: retries of the rule, the budget of its backends. How long one try may take is a matter of timeouts. */
export function applyRetries(draft: RuleDraft): void {
  const found = draft.ruleValue(retryReader, (values) => ({ retry: toRetry(values) }));
  if (found) {
    const { retry: _, ...others } = draft.settings;
    draft.settings = found.retry ? { ...others, retry: found.retry } : others;
  }
  setBackends(draft, retryReader, ({ spec: { budget } }) =>
    budget ? { retryBudget: { ...usualBudget, ...budget } } : {},
  );
}
