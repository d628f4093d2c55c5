import type { BackendSettings } from '../../../ir/backend-settings.ts';
import type { BackendTrafficSpec } from '../../kinds/envoy-gateway/backend-traffic-policy.ts';
import { milliseconds } from '../../kinds/milliseconds.ts';
import type { TrafficPolicySpec } from '../../kinds/traffic-policy.ts';
import { trafficSettings } from '../traffic.ts';

type Balancer = NonNullable<BackendTrafficSpec['loadBalancer']>;
type Hash = NonNullable<Balancer['consistentHash']>;
type Balancing = NonNullable<TrafficPolicySpec['loadBalancing']>;
type Sources = NonNullable<Balancing['consistentHash']>['by'];

function sourcesOf({ type, header, headers = [], cookie, queryParams = [] }: Hash): Sources {
  switch (type) {
    case 'Header':
      return header ? [{ type: 'Header', name: header.name }] : [];
    case 'Headers':
      return headers.map(({ name }) => ({ type: 'Header', name }));
    case 'QueryParams':
      return queryParams.map(({ name }) => ({ type: 'QueryParam', name }));
    case 'Cookie':
      return cookie
        ? [{ type: 'Cookie', name: cookie.name, ...(cookie.ttl !== undefined && { ttl: cookie.ttl }) }]
        : [];
    default:
      return [{ type: 'SourceAddress' }];
  }
}

/** Without anything to hash by, endpoints take turns. */
function toBalancing({ type, consistentHash }: Balancer): Balancing {
  if (type !== 'ConsistentHash') return { type };
  const by = consistentHash ? sourcesOf(consistentHash) : [];
  if (by.length === 0) return { type: 'RoundRobin' };
  const tableSize = consistentHash?.tableSize;
  return { type, consistentHash: { by, ...(tableSize !== undefined && { tableSize }) } };
}

function toOutliers(passive: NonNullable<NonNullable<BackendTrafficSpec['healthCheck']>['passive']>) {
  const { interval = '3s', consecutive5XxErrors = 5, consecutiveGatewayErrors, baseEjectionTime = '30s' } = passive;
  return {
    interval,
    baseEjectionTime,
    maxEjectionPercent: passive.maxEjectionPercent ?? 10,
    ...(consecutive5XxErrors > 0 && { consecutive5xx: consecutive5XxErrors }),
    ...(consecutiveGatewayErrors && { consecutiveGatewayErrors }),
  };
}

const methods = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const;

type ActiveCheck = NonNullable<NonNullable<BackendTrafficSpec['healthCheck']>['active']>;

function toHealthCheck({ http, grpc, interval = '3s', ...active }: ActiveCheck): TrafficPolicySpec['healthCheck'] {
  const method = methods.find((known) => known === http?.method?.toUpperCase());
  const { path, hostname, expectedStatuses } = http ?? {};
  return {
    ...active,
    interval,
    ...(http && {
      http: {
        ...(path !== undefined && { path }),
        ...(method && { method }),
        ...(hostname !== undefined && { hostname }),
        ...(expectedStatuses && { expectedStatuses }),
      },
    }),
    ...(grpc && { grpc }),
  };
}

function toLimits(breaker: NonNullable<BackendTrafficSpec['circuitBreaker']>): TrafficPolicySpec['limits'] {
  const { maxConnections, maxPendingRequests, maxParallelRequests, maxParallelRetries, maxRequestsPerConnection } =
    breaker;
  return {
    ...(maxConnections !== undefined && { connections: maxConnections }),
    ...(maxPendingRequests !== undefined && { pendingRequests: maxPendingRequests }),
    ...(maxParallelRequests !== undefined && { requests: maxParallelRequests }),
    ...(maxParallelRetries !== undefined && { retries: maxParallelRetries }),
    ...(maxRequestsPerConnection !== undefined && { requestsPerConnection: maxRequestsPerConnection }),
  };
}

function toTraffic({ loadBalancer, circuitBreaker, healthCheck }: BackendTrafficSpec): TrafficPolicySpec {
  const window = loadBalancer?.slowStart?.window;
  return {
    ...(loadBalancer && { loadBalancing: toBalancing(loadBalancer) }),
    ...(window !== undefined && { slowStart: { window } }),
    ...(loadBalancer?.zoneAware?.preferLocal && { preferLocalZone: true }),
    ...(circuitBreaker && { limits: toLimits(circuitBreaker) ?? {} }),
    ...(healthCheck?.passive && { outlierDetection: toOutliers(healthCheck.passive) }),
    ...(healthCheck?.active && { healthCheck: toHealthCheck(healthCheck.active) ?? {} }),
  };
}

/** What a BackendTrafficPolicy says of a backend's connections and endpoints. */
export function envoyBackend(spec: BackendTrafficSpec): BackendSettings {
  const { tcp, http } = spec.timeout ?? {};
  const budget = spec.circuitBreaker?.retryBudget;
  const { numerator = 20, denominator = 100 } = budget?.percent ?? {};
  return {
    ...trafficSettings(toTraffic(spec)),
    ...(budget && {
      retryBudget: { percent: (100 * numerator) / denominator, minimum: budget.minRetryConcurrency ?? 3 },
    }),
    ...(tcp?.connectTimeout !== undefined && { connectTimeout: milliseconds(tcp.connectTimeout) }),
    ...(http?.connectionIdleTimeout !== undefined && { idleTimeout: milliseconds(http.connectionIdleTimeout) }),
  };
}
