import type { RateLimit, RuleOrigin } from '@routeward/core';
import { reply } from '../filters/exchange-draft.ts';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { GuardStep, Refusal } from '../guard/guard-step.ts';
import { always, broken } from '../guard/refusals.ts';
import { bucketOf, limitName } from './limit-key.ts';

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

function planLocal(limit: RateLimit, origin: RuleOrigin, { buckets, now }: GuardEnvironment): GuardStep {
  const size = { requests: limit.requests, interval: limit.interval, burst: Math.max(1, limit.burst) };
  // A limit of none lets nothing through, not even the one request that a bucket starts with.
  if (limit.requests === 0) return always(tooMany(limit, limit.interval));
  const names = new Map<string, string>();
  const nameAt = (gateway: string): string => {
    const name = names.get(gateway) ?? limitName(gateway, origin, limit);
    names.set(gateway, name);
    return name;
  };
  return (request) => {
    const wait = buckets.take(nameAt(request.gateway), bucketOf(limit, request), size, now());
    return wait === 0 ? undefined : tooMany(limit, wait);
  };
}

/** One rate limit made ready. */
export function planRateLimit(limit: RateLimit, origin: RuleOrigin, environment: GuardEnvironment): GuardStep {
  if (!isLimit(limit)) return always(broken(`rate limit ${limit.name} has no meaning`));
  if (limit.scope === 'local') return planLocal(limit, origin, environment);
  return always(broken(`rate limit ${limit.name} is global, and there is no store for it`));
}
