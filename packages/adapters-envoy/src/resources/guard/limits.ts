import type { JwtRule, RateLimit, RuleOrigin } from '@routeward/core';
import type { RateLimitService } from '../../options.ts';
import type { JsonObject } from '../../resource.ts';
import { isFieldName } from '../text.ts';
import { globalDescriptor, globalLimitCluster, globalLimitFilter, globalLimits } from './global-limit.ts';
import { brokenPart, type GuardPart } from './guard-part.ts';
import { type LimitKey, limitKey } from './limit-key.ts';
import { localLimit, localLimitFilter } from './local-limit.ts';
import type { NeededFilter } from './needed-filter.ts';

const mostTokens = 4_294_967_295;

const isTokens = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= mostTokens;

function problemOf({ name, requests, interval, burst, by, scope }: RateLimit, jwt: boolean, service: boolean) {
  const sized = isTokens(requests) && isTokens(burst) && interval > 0 && interval < 3e14;
  // In less than 50 ms Envoy does not fill: it gets more tokens in a longer time instead.
  if (!sized || requests * Math.max(1, 50 / interval) > mostTokens) return `rate limit ${name} has no meaning`;
  for (const key of by) {
    if (key.kind === 'header' && !isFieldName(key.name)) return `rate limit ${name}: no header is named so`;
    if (key.kind === 'claim' && !jwt) return `rate limit ${name}: no rule asks for the token that has the claim`;
  }
  if (scope === 'global' && !service) return `rate limit ${name} is global, and there is no service for it`;
  return undefined;
}

const notesOf = ({ name }: RateLimit, keys: readonly LimitKey[]): string[] => [
  ...(keys.length > 1 && keys.some(({ mayLack }) => mayLack)
    ? [`rate limit ${name}: requests that lack one of its keys share one bucket in Envoy`]
    : []),
];

/** Buckets belong to a route: what becomes several routes has as many. */
const perRoute =
  'rate limits hold for each match of a rule and each kind of request by itself, and start anew with a change of the port';

/** All limits of a rule: a local filter for each, and one question to the service for those that are global. */
export function limitPart(
  limits: readonly RateLimit[],
  origin: RuleOrigin,
  jwt: JwtRule | undefined,
  service: RateLimitService | undefined,
): GuardPart {
  const perFilter: Record<string, JsonObject> = {};
  const filters: NeededFilter[] = [];
  const descriptors: JsonObject[] = [];
  const notes: string[] = [perRoute];
  for (const [index, limit] of limits.entries()) {
    const problem = problemOf(limit, jwt !== undefined, service !== undefined);
    if (problem !== undefined) return brokenPart(problem);
    if (limit.requests === 0) return { kind: 'answer', status: 429 };
    const keys = limit.by.map((by) => limitKey(by, jwt));
    const filter = localLimitFilter(index);
    filters.push(filter);
    const bucket = limit.scope === 'global' ? { ...limit, burst: Math.max(limit.burst, limit.requests) } : limit;
    perFilter[filter.name] = localLimit(bucket, keys);
    notes.push(...notesOf(limit, keys));
    if (limit.scope === 'global') descriptors.push(globalDescriptor(limit, origin, keys));
  }
  if (!service || descriptors.length === 0) return { kind: 'filters', perFilter, filters, notes };
  return {
    kind: 'filters',
    perFilter: { ...perFilter, ...globalLimits(descriptors) },
    filters: [...filters, globalLimitFilter(service)],
    resources: [{ kind: 'cluster', cluster: globalLimitCluster(service) }],
    notes,
  };
}
