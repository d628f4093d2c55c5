import type { RateLimit, RuleOrigin } from '@routeward/core';
import type { RateLimitService } from '../../options.ts';
import type { EnvoyResource, JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { duration } from '../duration.ts';
import { remoteCluster } from '../remote-cluster.ts';
import type { LimitKey } from './limit-key.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const package_ = 'envoy.extensions.filters.http.ratelimit.v3';
const clusterName = 'rate-limit-service';

/** While the service is away each Envoy keeps the limit for itself, by a local limit behind every global one. */
export const globalLimitFilter = ({ domain = 'routeward', timeout = 100 }: RateLimitService): NeededFilter => ({
  name: filterName('global-limit'),
  rank: ranks.globalLimit,
  config: {
    '@type': typeOf(`${package_}.RateLimit`),
    domain,
    timeout: duration(timeout),
    failure_mode_deny: false,
    disable_x_envoy_ratelimited_header: true,
    rate_limit_service: { grpc_service: { envoy_grpc: { cluster_name: clusterName } }, transport_api_version: 'V3' },
  },
});

export const globalLimitCluster = ({ address, port }: RateLimitService): EnvoyResource =>
  remoteCluster({ name: clusterName, address, port, protocol: 'http2', tls: false, systemAuthorities: undefined });

/** What the service knows a limit by: route, rule and name, then the keys. */
export function globalDescriptor(limit: RateLimit, { route, rule }: RuleOrigin, keys: readonly LimitKey[]): JsonObject {
  const name = { generic_key: { descriptor_key: 'limit', descriptor_value: `${route}/${rule}/${limit.name}` } };
  const own = keys.map(({ action }) => withoutLack(action));
  return { actions: [name, ...own] };
}

/** A request without a header or a claim is counted with others like it, instead of not at all. */
function withoutLack(action: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(action).map(([kind, config]) => {
      const mayLack = (kind === 'request_headers' || kind === 'metadata') && typeof config === 'object';
      return [kind, mayLack ? { ...config, skip_if_absent: true } : config];
    }),
  );
}

export const globalLimits = (descriptors: readonly JsonObject[]): JsonObject => ({
  [filterName('global-limit')]: { '@type': typeOf(`${package_}.RateLimitPerRoute`), rate_limits: descriptors },
});
