import * as z from 'zod';
import type { HttpRoute } from '../../../resources/http-route.ts';
import { duration, integer } from '../../../resources/names.ts';
import { text } from '../../../resources/text.ts';
import type { JsonObject } from '../../../text/json.ts';
import { envoyGatewayKind } from './envoy-gateway-kind.ts';

const count = z.exactOptional(integer({ min: 0, max: 4_294_967_295 }));
const positive = z.exactOptional(integer({ min: 1, max: 4_294_967_295 }));
const time = z.exactOptional(duration);
const percentage = z.exactOptional(z.number().min(0).max(100));
const named = z.object({ name: text({ min: 1, max: 256 }) });

const retry = z.object({
  numRetries: count,
  retryOn: z.exactOptional(
    z.object({
      triggers: z.exactOptional(z.array(z.string())),
      httpStatusCodes: z.exactOptional(z.array(integer({ min: 100, max: 599 }))),
    }),
  ),
  perRetry: z.exactOptional(
    z.object({ timeout: time, backOff: z.exactOptional(z.object({ baseInterval: time, maxInterval: time })) }),
  ),
});

const fraction = z.object({ numerator: integer({ min: 0 }), denominator: positive });

const circuitBreaker = z.object({
  maxConnections: count,
  maxPendingRequests: count,
  maxParallelRequests: count,
  maxParallelRetries: count,
  maxRequestsPerConnection: positive,
  retryBudget: z.exactOptional(z.object({ percent: z.exactOptional(fraction), minRetryConcurrency: count })),
});

const consistentHash = z.object({
  type: z.enum(['SourceIP', 'Header', 'Headers', 'Cookie', 'QueryParams']),
  header: z.exactOptional(named),
  headers: z.exactOptional(z.array(named)),
  cookie: z.exactOptional(z.object({ name: named.shape.name, ttl: time })),
  queryParams: z.exactOptional(z.array(named)),
  tableSize: z.exactOptional(integer({ min: 2, max: 5_000_011 })),
});

const loadBalancer = z.object({
  type: z.enum(['LeastRequest', 'RoundRobin', 'Random', 'ConsistentHash']),
  consistentHash: z.exactOptional(consistentHash),
  slowStart: z.exactOptional(z.object({ window: time })),
  zoneAware: z.exactOptional(z.object({ preferLocal: z.exactOptional(z.object({})) })),
});

const activeCheck = z.object({
  timeout: time,
  interval: time,
  unhealthyThreshold: positive,
  healthyThreshold: positive,
  type: z.enum(['HTTP', 'TCP', 'GRPC']),
  http: z.exactOptional(
    z.object({
      hostname: z.exactOptional(z.string()),
      path: z.string(),
      method: z.exactOptional(z.string()),
      expectedStatuses: z.exactOptional(z.array(integer({ min: 100, max: 599 }))),
    }),
  ),
  grpc: z.exactOptional(z.object({ service: z.exactOptional(z.string()) })),
});

const passiveCheck = z.object({
  interval: time,
  consecutive5XxErrors: count,
  consecutiveGatewayErrors: count,
  baseEjectionTime: time,
  maxEjectionPercent: z.exactOptional(integer({ min: 0, max: 100 })),
});

const limitSelector = z.object({
  headers: z.exactOptional(
    z.array(
      z.object({ name: named.shape.name, type: z.exactOptional(z.string()), value: z.exactOptional(z.string()) }),
    ),
  ),
  sourceCIDR: z.exactOptional(z.object({ type: z.exactOptional(z.string()), value: z.string() })),
});

const limitRule = z.object({
  clientSelectors: z.exactOptional(z.array(limitSelector)),
  limit: z.object({
    requests: integer({ min: 0, max: 4_294_967_295 }),
    unit: z.enum(['Second', 'Minute', 'Hour', 'Day']),
  }),
});

const limits = z.exactOptional(z.object({ rules: z.exactOptional(z.array(limitRule)) }));

const compressor = z.object({
  type: z.enum(['Gzip', 'Brotli', 'Zstd']),
  gzip: z.exactOptional(z.object({})),
  brotli: z.exactOptional(z.object({})),
  zstd: z.exactOptional(z.object({})),
});

/** The fields of a BackendTrafficPolicy that are carried out. */
export const backendTrafficSpec = z.object({
  mergeType: z.exactOptional(z.enum(['StrategicMerge', 'JSONMerge'])),
  retry: z.exactOptional(retry),
  circuitBreaker: z.exactOptional(circuitBreaker),
  loadBalancer: z.exactOptional(loadBalancer),
  healthCheck: z.exactOptional(
    z.object({ active: z.exactOptional(activeCheck), passive: z.exactOptional(passiveCheck) }),
  ),
  timeout: z.exactOptional(
    z.object({
      tcp: z.exactOptional(z.object({ connectTimeout: time })),
      http: z.exactOptional(z.object({ requestTimeout: time, connectionIdleTimeout: time })),
    }),
  ),
  faultInjection: z.exactOptional(
    z.object({
      delay: z.exactOptional(z.object({ fixedDelay: duration, percentage })),
      abort: z.exactOptional(z.object({ httpStatus: z.exactOptional(integer({ min: 200, max: 600 })), percentage })),
    }),
  ),
  rateLimit: z.exactOptional(
    z.object({ type: z.exactOptional(z.enum(['Local', 'Global'])), local: limits, global: limits }),
  ),
  compression: z.exactOptional(z.array(compressor)),
  compressor: z.exactOptional(z.array(compressor)),
});

export type BackendTrafficSpec = z.infer<typeof backendTrafficSpec>;

function ownValues(route: HttpRoute, index: number): JsonObject | undefined {
  const { retry: own, timeouts } = route.spec.rules[index] ?? {};
  const request = timeouts?.request;
  if (!own && request === undefined) return undefined;
  return {
    ...(own && { retry: { numRetries: own.attempts, ...(own.codes && { retryOn: { httpStatusCodes: own.codes } }) } }),
    ...(request !== undefined && { timeout: { http: { requestTimeout: request } } }),
  };
}

export const backendTrafficPolicy = envoyGatewayKind({
  kind: 'BackendTrafficPolicy',
  schema: backendTrafficSpec,
  targets: ['Gateway', 'ListenerSet', 'HTTPRoute'],
  ownValues,
  listKeys: { compression: 'type', compressor: 'type' },
});
