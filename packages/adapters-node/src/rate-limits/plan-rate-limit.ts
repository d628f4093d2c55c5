import { createHash } from 'node:crypto';
import type { RateLimit, RuleOrigin } from '@routeward/core';
import { reply } from '../filters/exchange-draft.ts';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { GuardStep, Refusal } from '../guard/guard-step.ts';
import { always, broken } from '../guard/refusals.ts';
import { bucketOf, limitName } from './limit-key.ts';
import { askStore, type RateLimitStore, type SharedLimit } from './shared-store.ts';
import type { BucketSize } from './token-bucket.ts';

/** 429 with the whole seconds after which a request may pass, and the fields that Envoy uses for the same. */
export function tooMany(limit: RateLimit, wait: number): Refusal {
  const seconds = String(Math.max(1, Math.ceil(wait / 1000)));
  return {
    reply: reply(429, 'rate-limited', [
      ...['Retry-After', seconds],
      ...['X-RateLimit-Limit', String(limit.requests), 'X-RateLimit-Remaining', '0', 'X-RateLimit-Reset', seconds],
    ]),
  };
}

const isLimit = ({ requests, interval, burst }: RateLimit): boolean =>
  requests >= 0 && interval > 0 && burst >= 0 && [requests, interval, burst].every(Number.isFinite);

const sizeOf = ({ requests, interval, burst }: RateLimit): BucketSize => ({
  requests,
  interval,
  burst: Math.max(1, burst),
});

/** What a limit is called at a Gateway: made once, not for each request. */
function namesOf(limit: RateLimit, origin: RuleOrigin): (gateway: string) => string {
  const names = new Map<string, string>();
  return (gateway) => {
    const name = names.get(gateway) ?? limitName(gateway, origin, limit);
    names.set(gateway, name);
    return name;
  };
}

function planLocal(limit: RateLimit, origin: RuleOrigin, { buckets, now }: GuardEnvironment): GuardStep {
  const size = sizeOf(limit);
  const nameAt = namesOf(limit, origin);
  return (request) => {
    const wait = buckets.take(nameAt(request.gateway), bucketOf(limit, request), size, now());
    return wait === 0 ? undefined : tooMany(limit, wait);
  };
}

/** As many whole seconds as the interval needs, and as many requests as it allows in those. */
function sharedLimit({ requests, interval }: RateLimit): SharedLimit {
  const duration = Math.max(1, Math.ceil(interval / 1000));
  return { keyPrefix: 'routeward', points: Math.max(1, Math.round((requests * duration * 1000) / interval)), duration };
}

/**
 * Counts in the store, so that all data planes that use it share one limit; bursts are those of its window. While the
 * store is away each data plane keeps the limit for itself: neither open nor shut.
 */
function planGlobal(
  limit: RateLimit,
  origin: RuleOrigin,
  store: RateLimitStore,
  environment: GuardEnvironment,
): GuardStep {
  const limiter = store(sharedLimit(limit));
  const alone = planLocal(limit, origin, environment);
  const nameAt = namesOf(limit, origin);
  return async (request) => {
    const name = createHash('sha256').update(nameAt(request.gateway)).digest('base64');
    const wait = await askStore(limiter, `${name}:${bucketOf(limit, request) ?? ''}`);
    if (wait !== undefined) return wait === 0 ? undefined : tooMany(limit, wait);
    request.report(`rate limit ${limit.name}: the store did not answer`);
    return alone(request);
  };
}

/** One rate limit made ready. */
export function planRateLimit(limit: RateLimit, origin: RuleOrigin, environment: GuardEnvironment): GuardStep {
  const { rateLimitStore: store } = environment;
  if (!isLimit(limit)) return always(broken(`rate limit ${limit.name} has no meaning`));
  // A limit of none lets nothing through, not even the one request that a bucket starts with.
  if (limit.requests === 0) return always(tooMany(limit, limit.interval));
  if (limit.scope === 'local') return planLocal(limit, origin, environment);
  if (store !== undefined) return planGlobal(limit, origin, store, environment);
  return always(broken(`rate limit ${limit.name} is global, and there is no store for it`));
}
