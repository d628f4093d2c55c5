import * as z from 'zod';
import type { HttpRoute } from '../../resources/http-route.ts';
import { listSet } from '../../resources/list.ts';
import { duration, integer } from '../../resources/names.ts';
import type { JsonObject } from '../../text/json.ts';
import { inheritedKind } from './inherited-kind.ts';

/** What a RetryPolicy may say. */
export const retryPolicySpec = z.object({
  /** Tries after the first; 0 switches retries off. More than 100 would be an attack on the backend. */
  maxRetries: z.exactOptional(integer({ min: 0, max: 100 })),
  /** Status codes; whatever stands here, a backend that was not reached is tried again. */
  retryOn: z.exactOptional(listSet(integer({ min: 400, max: 599 }), { max: 32 })),
  perTryTimeout: z.exactOptional(duration),
  /** Before the first retry, doubled for each further one up to `max`. */
  backOff: z.exactOptional(z.object({ base: z.exactOptional(duration), max: z.exactOptional(duration) })),
  /** Retries may be at most so many percent of the requests that run, but always `minimum`. */
  budget: z.exactOptional(
    z.object({
      percent: z.exactOptional(integer({ min: 0, max: 100 })),
      minimum: z.exactOptional(integer({ min: 0, max: 1_000_000 })),
    }),
  ),
});

export type RetryPolicySpec = z.infer<typeof retryPolicySpec>;

function ownValues(route: HttpRoute, index: number): JsonObject | undefined {
  const { retry, timeouts } = route.spec.rules[index] ?? {};
  const perTryTimeout = timeouts?.backendRequest;
  if (!retry && perTryTimeout === undefined) return undefined;
  return {
    ...(retry && { maxRetries: retry.attempts }),
    ...(retry?.codes && { retryOn: retry.codes }),
    ...(retry?.backoff !== undefined && { backOff: { base: retry.backoff } }),
    ...(perTryTimeout !== undefined && { perTryTimeout }),
  };
}

export const retryPolicy = inheritedKind({ kind: 'RetryPolicy', schema: retryPolicySpec, ownValues });
