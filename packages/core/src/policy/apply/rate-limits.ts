import type { RateLimit, RateLimitKey } from '../../ir/traffic.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { type RateLimitPolicySpec, rateLimitPolicySpec } from '../kinds/rate-limit-policy.ts';
import { originAt } from './origin-at.ts';
import { PolicyReader, type PolicyValues, problemAt } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const rateLimitReader = new PolicyReader('RateLimitPolicy', rateLimitPolicySpec);

type Limit = NonNullable<RateLimitPolicySpec['limits']>[number];

function toKey({ type, name = '' }: NonNullable<Limit['by']>[number]): RateLimitKey {
  if (type === 'SourceAddress') return { kind: 'sourceAddress' };
  return type === 'Header' ? { kind: 'header', name: name.toLowerCase() } : { kind: 'claim', name };
}

/** Named by the policy that it comes from: a global limit is one count for all that the policy covers. */
function toRateLimit(limit: Limit, policy: string): RateLimit {
  const { name, requests, window, burst, scope = 'Local', by = [] } = limit;
  return {
    name: `${policy}/${name}`,
    scope: scope === 'Local' ? 'local' : 'global',
    requests,
    interval: milliseconds(window),
    burst: burst ?? Math.max(1, requests),
    by: by.map(toKey),
  };
}

const toRateLimits = ({ spec, effective }: PolicyValues<RateLimitPolicySpec>): readonly RateLimit[] =>
  (spec.limits ?? []).map((limit, index) =>
    toRateLimit(limit, originAt(effective, `limits[${index}].requests`)?.policy ?? ''),
  );

/** Without a token that was checked there are no claims: all requests share the limit, which is told. */
function checkClaims(limits: readonly RateLimit[], draft: RuleDraft): void {
  const effective = draft.effectiveOf(rateLimitReader.kind, draft.backends[0]);
  if (!effective || draft.settings.access?.some(({ kind }) => kind === 'jwt')) return;
  for (const [index, { by }] of limits.entries()) {
    if (!by.some(({ kind }) => kind === 'claim')) continue;
    const message = 'limits by a claim, but nothing here checks tokens: all requests share this limit';
    draft.tell(problemAt(effective, `limits[${index}].by`, message));
  }
}

/** RateLimitPolicy: the limits of a rule. After AccessPolicy, which knows of claims. */
export function applyRateLimits(draft: RuleDraft): void {
  const limits = draft.ruleValue(rateLimitReader, toRateLimits);
  if (!limits || limits.length === 0) return;
  draft.settings = { ...draft.settings, rateLimits: [...(draft.settings.rateLimits ?? []), ...limits] };
  checkClaims(limits, draft);
}
