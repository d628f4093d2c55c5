import type {
  BackendSettings,
  HashSource,
  HealthCheck,
  LoadBalancing,
  OutlierDetection,
} from '../../ir/backend-settings.ts';
import { unreachable } from '../../text/unreachable.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { type TrafficPolicySpec, trafficPolicySpec } from '../kinds/traffic-policy.ts';
import { setBackends } from './backend-values.ts';
import { PolicyReader } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const trafficReader = new PolicyReader('TrafficPolicy', trafficPolicySpec);

type Balancing = NonNullable<TrafficPolicySpec['loadBalancing']>;
type Hash = NonNullable<Balancing['consistentHash']>;

function toHashSource({ type, name = '', ttl, path }: Hash['by'][number]): HashSource {
  switch (type) {
    case 'Header':
      return { kind: 'header', name: name.toLowerCase() };
    case 'QueryParam':
      return { kind: 'query', name };
    case 'SourceAddress':
      return { kind: 'sourceAddress' };
    case 'Cookie': {
      const time = ttl !== undefined && { ttl: milliseconds(ttl) };
      return { kind: 'cookie', name, ...time, ...(path !== undefined && { path }) };
    }
    default:
      return unreachable(type);
  }
}

/** Sizes are Envoy's own where none is said. */
function toHashing({ algorithm = 'Maglev', by, tableSize = 65_537, minimumRingSize = 1024 }: Hash): LoadBalancing {
  const on = by.map(toHashSource);
  return algorithm === 'Maglev' ? { kind: 'maglev', on, tableSize } : { kind: 'ringHash', on, minimumRingSize };
}

function toLoadBalancing({ type, choices = 2, consistentHash }: Balancing): LoadBalancing {
  if (consistentHash) return toHashing(consistentHash);
  if (type === 'Random') return { kind: 'random' };
  return type === 'LeastRequest' ? { kind: 'leastRequest', choices } : { kind: 'roundRobin' };
}

/** Five failures in a row where nothing is said to count. */
function toOutlierDetection(source: NonNullable<TrafficPolicySpec['outlierDetection']>): OutlierDetection {
  const { consecutive5xx, consecutiveGatewayErrors, interval = '10s', baseEjectionTime = '30s' } = source;
  const nothing = consecutive5xx === undefined && consecutiveGatewayErrors === undefined;
  return {
    ...(nothing ? { consecutive5xx: 5 } : consecutive5xx !== undefined && { consecutive5xx }),
    ...(consecutiveGatewayErrors !== undefined && { consecutiveGatewayErrors }),
    interval: milliseconds(interval),
    baseEjectionTime: milliseconds(baseEjectionTime),
    maxEjectionPercent: source.maxEjectionPercent ?? 10,
  };
}

function toHealthCheck(source: NonNullable<TrafficPolicySpec['healthCheck']>): HealthCheck {
  const { type = source.grpc ? 'GRPC' : 'HTTP', interval = '5s', timeout = '1s', http = {}, grpc = {} } = source;
  const { unhealthyThreshold = 3, healthyThreshold = 1 } = source;
  const times = {
    interval: milliseconds(interval),
    timeout: milliseconds(timeout),
    unhealthyThreshold,
    healthyThreshold,
  };
  if (type === 'TCP') return { ...times, kind: 'tcp' };
  if (type === 'GRPC') return { ...times, kind: 'grpc', ...grpc };
  const { path = '/', method = 'GET', hostname, expectedStatuses = [200] } = http;
  const host = hostname !== undefined && { hostname };
  const statuses = [...expectedStatuses].sort((a, b) => a - b);
  return { ...times, kind: 'http', path, method, ...host, expectedStatuses: statuses };
}

export function trafficSettings(spec: TrafficPolicySpec): BackendSettings {
  const { loadBalancing, slowStart, preferLocalZone, limits, outlierDetection, healthCheck } = spec;
  const window = slowStart?.window;
  return {
    ...(loadBalancing && { loadBalancing: toLoadBalancing(loadBalancing) }),
    ...(window !== undefined && { slowStart: milliseconds(window) }),
    ...(preferLocalZone && { preferLocalZone }),
    ...(limits && Object.keys(limits).length > 0 && { limits: { ...limits } }),
    ...(outlierDetection && { outlierDetection: toOutlierDetection(outlierDetection) }),
    ...(healthCheck && { healthCheck: toHealthCheck(healthCheck) }),
  };
}

/** TrafficPolicy: settings of each backend. */
export const applyTraffic = (draft: RuleDraft): void =>
  setBackends(draft, trafficReader, ({ spec }) => trafficSettings(spec));
