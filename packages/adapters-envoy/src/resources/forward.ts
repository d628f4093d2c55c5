import type { EffectiveRule, RuleSettings, WeightedBackend } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';
import { type FilterPlan, planFilters } from './filter-plan.ts';
import { composeEdits, headerFields, noEdits } from './header-edits.ts';
import { mirrorFields } from './mirror.ts';
import { pathRewrite } from './path-rewrite.ts';
import { idempotentMethod, isIdempotent, retries, retryPolicy } from './retry.ts';
import type { Variant } from './variant.ts';

/** Never there: its share of the requests gets `cluster_not_found_response_code`. */
const invalidCluster = 'invalid-backend';

/** A stream without a byte for so long ends (the connection manager's limit); longer requests need longer. */
const streamIdle = 300_000;

export const clusterName = (backend: WeightedBackend): string =>
  backend.kind === 'backend' ? backend.backend : invalidCluster;

const filtersOf = (backend: WeightedBackend): FilterPlan =>
  planFilters(backend.kind === 'backend' ? backend.filters : []);

/** Envoy applies a weighted cluster's edits before the route's: so those of the rule stand in front of each. */
function weightedCluster(backend: WeightedBackend, rule: FilterPlan): JsonObject {
  const own = filtersOf(backend);
  const hostname = own.hostname ?? rule.hostname;
  return {
    name: clusterName(backend),
    weight: backend.weight,
    ...headerFields('request', composeEdits(rule.requestEdits, own.requestEdits)),
    ...headerFields('response', composeEdits(rule.responseEdits, own.responseEdits)),
    ...(hostname !== undefined && { host_rewrite_literal: hostname }),
  };
}

const isPlain = (backend: WeightedBackend): boolean => backend.kind === 'invalid' || backend.filters.length === 0;

/** Where requests go, and who edits their headers: the route, or each weighted cluster. */
function target(backends: readonly WeightedBackend[], plan: FilterPlan): { fields: JsonObject; byRoute: boolean } {
  const [first] = backends;
  if (first && backends.length === 1) return { fields: { cluster: clusterName(first) }, byRoute: true };
  const byRoute = backends.every(isPlain);
  const clusters = backends.map((backend) =>
    byRoute ? { name: clusterName(backend), weight: backend.weight } : weightedCluster(backend, plan),
  );
  return { fields: { weighted_clusters: { clusters } }, byRoute };
}

function timeoutFields({ timeouts }: RuleSettings): JsonObject {
  const request = timeouts?.request ?? 0;
  // Envoy's own default is 15 s; a rule that names none has none.
  return {
    timeout: duration(request),
    ...(request > streamIdle && { idle_timeout: duration(request) }),
  };
}

/** `backends` differ in nothing but headers and host; those without a share are left out. */
export function forwardVariants(
  rule: EffectiveRule,
  plan: FilterPlan,
  backends: readonly WeightedBackend[],
  plain: Variant,
  hash: readonly JsonObject[],
): Variant[] {
  const { fields, byRoute } = target(backends, plan);
  const action = (repeatable: boolean): JsonObject => ({
    route: {
      ...fields,
      cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR',
      ...(byRoute && plan.hostname !== undefined && { host_rewrite_literal: plan.hostname }),
      ...(plan.path && pathRewrite(plan.path, rule.match.path)),
      ...mirrorFields(plan.mirrors),
      ...(hash.length > 0 && { hash_policy: hash }),
      ...timeoutFields(rule.settings),
      ...retryPolicy(rule.settings, repeatable),
    },
  });
  const edits = byRoute ? {} : { requestEdits: noEdits, responseEdits: noEdits };
  const { method } = rule.match;
  if (!retries(rule.settings)) return [{ ...plain, ...edits, action: action(false) }];
  if (method !== undefined) return [{ ...plain, ...edits, action: action(isIdempotent(method)) }];
  const repeatable: Variant = {
    ...plain,
    label: [...plain.label, 'repeatable'],
    headers: [...plain.headers, idempotentMethod],
    action: action(true),
  };
  return [
    { ...repeatable, ...edits },
    { ...plain, ...edits, action: action(false) },
  ];
}
