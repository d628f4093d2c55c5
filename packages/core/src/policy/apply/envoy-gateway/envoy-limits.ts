import type { RateLimit, RateLimitKey } from '../../../ir/traffic.ts';
import type { BackendTrafficSpec } from '../../kinds/envoy-gateway/backend-traffic-policy.ts';
import { originAt } from '../origin-at.ts';
import { type PolicyValues, problemAt } from '../policy-reader.ts';
import type { RuleDraft } from '../rule-draft.ts';

type Limits = NonNullable<NonNullable<BackendTrafficSpec['rateLimit']>['local']>;
type LimitRule = NonNullable<Limits['rules']>[number];
type Selector = NonNullable<LimitRule['clientSelectors']>[number];

const units = { Second: 1000, Minute: 60_000, Hour: 3_600_000, Day: 86_400_000 } as const;

/** What tells buckets apart; undefined where the limit is for some requests only, which has no place here. */
function keysOf(selectors: readonly Selector[]): readonly RateLimitKey[] | undefined {
  const [selector, ...others] = selectors;
  if (!selector) return [];
  const { headers = [], sourceCIDR } = selector;
  const distinct = [...headers, ...(sourceCIDR ? [sourceCIDR] : [])].every(({ type }) => type === 'Distinct');
  if (others.length > 0 || !distinct) return undefined;
  const any = sourceCIDR === undefined || /^(0\.0\.0\.0|::)\/0$/.test(sourceCIDR.value);
  if (!any) return undefined;
  return [
    ...headers.map(({ name }) => ({ kind: 'header' as const, name: name.toLowerCase() })),
    ...(sourceCIDR ? [{ kind: 'sourceAddress' as const }] : []),
  ];
}

function toLimits(scope: 'local' | 'global', values: PolicyValues<BackendTrafficSpec>, draft: RuleDraft): RateLimit[] {
  const rules = values.spec.rateLimit?.[scope]?.rules ?? [];
  return rules.flatMap(({ clientSelectors = [], limit: { requests, unit } }, index) => {
    const path = `rateLimit.${scope}.rules[${index}]`;
    const by = keysOf(clientSelectors);
    if (!by) {
      draft.tell(
        problemAt(values.effective, `${path}.clientSelectors`, 'selects requests, which is not carried out here'),
      );
      return [];
    }
    const policy = originAt(values.effective, path)?.policy ?? '';
    const name = `${policy}/${scope}-${index}`;
    return [{ name, scope, requests, interval: units[unit], burst: Math.max(1, requests), by }];
  });
}

export const envoyLimits = (values: PolicyValues<BackendTrafficSpec>, draft: RuleDraft): readonly RateLimit[] => [
  ...toLimits('local', values, draft),
  ...toLimits('global', values, draft),
];
