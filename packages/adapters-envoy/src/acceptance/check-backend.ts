import type {
  BackendProtocol,
  BackendSettings,
  HashSource,
  HealthCheck,
  LoadBalancing,
  UpstreamTls,
} from '@routeward/core';
import { isAuthority, isFieldName, isFieldValue } from '../resources/text.ts';
import { brokenText, isDuration, isWholeNumber } from './check-text.ts';

const mostNumber = 4_294_967_295;
const mostRing = 8_388_608;
const mostTable = 5_000_011;

const isCount = (value: number | undefined): boolean => value === undefined || isWholeNumber(value, 0, mostNumber);

const isPositive = (value: number): boolean => value > 0 && isDuration(value);

function isPrime(value: number): boolean {
  for (let factor = 2; factor * factor <= value; factor++) if (value % factor === 0) return false;
  return value > 1;
}

function sourceProblem(on: HashSource): string | undefined {
  if (on.kind === 'sourceAddress') return undefined;
  if (on.kind === 'query') return on.name === '' ? 'no parameter has an empty name' : undefined;
  if (!isFieldName(on.name)) return `no ${on.kind} is named ${JSON.stringify(on.name)}`;
  if (on.kind === 'header') return undefined;
  if (!isDuration(on.ttl)) return 'the lifetime of the cookie is no duration';
  return isFieldValue(on.path ?? '') ? undefined : 'the path of the cookie can not be sent';
}

function balancingProblem(balancing: LoadBalancing): string | undefined {
  switch (balancing.kind) {
    case 'roundRobin':
    case 'random':
      return undefined;
    case 'leastRequest':
      return isWholeNumber(balancing.choices, 2, mostNumber) ? undefined : 'a choice needs at least two endpoints';
    case 'ringHash':
      if (!isWholeNumber(balancing.minimumRingSize, 1, mostRing)) return `a ring has from 1 to ${mostRing} places`;
      return balancing.on.map(sourceProblem).find((found) => found !== undefined);
    case 'maglev': {
      const { tableSize } = balancing;
      const fits = isWholeNumber(tableSize, 2, mostTable) && isPrime(tableSize);
      if (!fits) return `the size of a table is a prime number of at most ${mostTable}`;
      return balancing.on.map(sourceProblem).find((found) => found !== undefined);
    }
    default:
      return 'the load balancing is not known';
  }
}

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'];

function healthProblem(check: HealthCheck, http2: boolean): string | undefined {
  const { interval, timeout, unhealthyThreshold, healthyThreshold } = check;
  if (!isPositive(interval) || !isPositive(timeout)) return 'a health check needs an interval and a timeout';
  if (!isCount(unhealthyThreshold) || !isCount(healthyThreshold)) return 'a threshold is no number of answers';
  if (check.kind === 'grpc') return http2 ? undefined : 'a gRPC health check needs a backend that speaks HTTP/2';
  if (check.kind === 'tcp') return undefined;
  if (!check.path.startsWith('/') || !isFieldValue(check.path)) return 'the path of the health check is none';
  if (!methods.includes(check.method)) return `a health check can not ask by ${check.method}`;
  if (check.hostname !== undefined && !isAuthority(check.hostname)) return 'the host of the health check is none';
  const statuses = check.expectedStatuses;
  return statuses.length > 0 && statuses.every((status) => isWholeNumber(status, 100, 599))
    ? undefined
    : 'a health check needs statuses that mean well';
}

function tlsProblem({ hostname, authorities, subjectAltNames }: UpstreamTls): string | undefined {
  if (!/^[A-Za-z0-9_.-]{1,253}$/.test(hostname)) return 'TLS needs the name of a host';
  if (authorities !== 'system' && authorities.length === 0) return 'TLS needs an authority to trust';
  return subjectAltNames.every(({ value }) => value !== '') ? undefined : 'a subject of a certificate has no name';
}

function limitsProblem({ limits = {}, retryBudget, outlierDetection }: BackendSettings): string | undefined {
  if (!Object.values(limits).every(isCount)) return 'a limit is no number';
  if (retryBudget) {
    const { percent, minimum } = retryBudget;
    if (!(percent >= 0 && percent <= 100) || !isCount(minimum)) return 'the budget of retries is none';
  }
  if (!outlierDetection) return undefined;
  const { consecutive5xx, consecutiveGatewayErrors, interval, baseEjectionTime, maxEjectionPercent } = outlierDetection;
  if (!isCount(consecutive5xx) || !isCount(consecutiveGatewayErrors)) return 'a number of errors is none';
  if (!isPositive(interval) || !isPositive(baseEjectionTime)) return 'outlier detection needs times';
  return isWholeNumber(maxEjectionPercent, 0, 100) ? undefined : 'the endpoints that may be left out are no percentage';
}

/** Why Envoy would refuse the cluster of a backend, or why it can't be used as asked: what goes there answers 500. */
export function settingsProblem(settings: BackendSettings, protocol: BackendProtocol): string | undefined {
  if (brokenText(settings) !== undefined) return 'a text is not valid Unicode';
  const { loadBalancing, healthCheck, tls, connectTimeout, idleTimeout, slowStart } = settings;
  if (connectTimeout !== undefined && !isPositive(connectTimeout)) return 'the time to connect is no duration';
  if (!isDuration(idleTimeout) || !isDuration(slowStart)) return 'a time is no duration';
  const http2 = protocol === 'h2c' || protocol === 'grpc';
  return (
    (loadBalancing && balancingProblem(loadBalancing)) ??
    (healthCheck && healthProblem(healthCheck, http2)) ??
    (tls && tlsProblem(tls)) ??
    limitsProblem(settings)
  );
}
