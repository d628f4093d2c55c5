import * as z from 'zod';
import { withRules } from '../../resources/cel-rule.ts';
import { list, listSet } from '../../resources/list.ts';
import { duration, headerName, integer, preciseHostname } from '../../resources/names.ts';
import { text } from '../../resources/text.ts';
import { inheritedKind } from './inherited-kind.ts';

const hashSource = withRules(
  z.object({
    type: z.enum(['Header', 'Cookie', 'QueryParam', 'SourceAddress']),
    /** Of the header, cookie or parameter. */
    name: z.exactOptional(headerName),
    /** Of a cookie that is set where the request has none; a session cookie unless said. */
    ttl: z.exactOptional(duration),
    path: z.exactOptional(text({ min: 1, max: 1024, pattern: /^\/[!-:<-~]*$/ })),
  }),
  [
    {
      message: 'name must be there, except for SourceAddress',
      holds: ({ type, name }) => (type === 'SourceAddress') === (name === undefined),
    },
    {
      message: 'ttl and path are for Cookie only',
      holds: ({ type, ttl, path }) => type === 'Cookie' || (ttl === undefined && path === undefined),
    },
  ],
);

/** Maglev's tables have room for a prime number of entries. */
function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) return false;
  return true;
}

const consistentHash = withRules(
  z.object({
    algorithm: z.exactOptional(z.enum(['Maglev', 'RingHash'])),
    /** The first that a request has counts. */
    by: list(hashSource, { min: 1, max: 16 }),
    /** Of Maglev. */
    tableSize: z.exactOptional(integer({ min: 2, max: 5_000_011 })),
    /** Of RingHash. */
    minimumRingSize: z.exactOptional(integer({ min: 1, max: 8_388_608 })),
  }),
  [
    { message: 'tableSize must be a prime number', holds: ({ tableSize = 2 }) => isPrime(tableSize) },
    {
      message: 'tableSize is for Maglev only, minimumRingSize for RingHash',
      holds: ({ algorithm = 'Maglev', tableSize, minimumRingSize }) =>
        algorithm === 'Maglev' ? minimumRingSize === undefined : tableSize === undefined,
    },
  ],
);

const loadBalancing = withRules(
  z.object({
    type: z.enum(['RoundRobin', 'Random', 'LeastRequest', 'ConsistentHash']),
    /** Endpoints that are drawn by chance; the least loaded of them is taken. */
    choices: z.exactOptional(integer({ min: 2, max: 32 })),
    consistentHash: z.exactOptional(consistentHash),
  }),
  [
    {
      message: 'consistentHash must be there for ConsistentHash, and for nothing else',
      holds: (value) => (value.type === 'ConsistentHash') === (value.consistentHash !== undefined),
    },
    {
      message: 'choices is for LeastRequest only',
      holds: ({ type, choices }) => type === 'LeastRequest' || choices === undefined,
    },
  ],
);

const limit = z.exactOptional(integer({ min: 1, max: 4_294_967_295 }));
const limitOrNone = z.exactOptional(integer({ min: 0, max: 4_294_967_295 }));

const httpCheck = z.object({
  path: z.exactOptional(text({ min: 1, max: 1024, pattern: /^\/[!-~]*$/ })),
  method: z.exactOptional(z.enum(['GET', 'HEAD', 'OPTIONS', 'POST'])),
  hostname: z.exactOptional(preciseHostname),
  expectedStatuses: z.exactOptional(listSet(integer({ min: 100, max: 599 }), { min: 1, max: 32 })),
});

const healthCheck = z.object({
  type: z.exactOptional(z.enum(['HTTP', 'TCP', 'GRPC'])),
  interval: z.exactOptional(duration),
  timeout: z.exactOptional(duration),
  unhealthyThreshold: z.exactOptional(integer({ min: 1, max: 100 })),
  healthyThreshold: z.exactOptional(integer({ min: 1, max: 100 })),
  http: z.exactOptional(httpCheck),
  grpc: z.exactOptional(z.object({ service: z.exactOptional(text({ min: 1, max: 1024 })) })),
});

const outlierDetection = z.object({
  consecutive5xx: z.exactOptional(integer({ min: 1, max: 10_000 })),
  consecutiveGatewayErrors: z.exactOptional(integer({ min: 1, max: 10_000 })),
  interval: z.exactOptional(duration),
  baseEjectionTime: z.exactOptional(duration),
  maxEjectionPercent: z.exactOptional(integer({ min: 0, max: 100 })),
});

/** What a TrafficPolicy may say: how the endpoints of a backend are used. */
export const trafficPolicySpec = z.object({
  loadBalancing: z.exactOptional(loadBalancing),
  /** `window`: the time over which a new endpoint's share grows. */
  slowStart: z.exactOptional(z.object({ window: z.exactOptional(duration) })),
  preferLocalZone: z.exactOptional(z.boolean()),
  limits: z.exactOptional(
    z.object({
      connections: limit,
      pendingRequests: limitOrNone,
      requests: limit,
      retries: limitOrNone,
      requestsPerConnection: limit,
    }),
  ),
  outlierDetection: z.exactOptional(outlierDetection),
  healthCheck: z.exactOptional(healthCheck),
});

export type TrafficPolicySpec = z.infer<typeof trafficPolicySpec>;

export const trafficPolicy = inheritedKind({
  kind: 'TrafficPolicy',
  schema: trafficPolicySpec,
  // Parts of two ways of balancing make none.
  mapFields: ['loadBalancing'],
});
