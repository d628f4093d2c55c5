import type { RateLimit } from '@routeward/core';
import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { duration } from '../duration.ts';
import type { LimitKey } from './limit-key.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const type = typeOf('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit');

export const localLimitFilter = (number = 0): NeededFilter => ({
  name: filterName('limit', number),
  rank: ranks.localLimit,
  config: { '@type': type, stat_prefix: filterName('limit', number) },
});

/** Envoy's shortest time to fill. */
const shortest = 50;

/** Fills steadily, as the Node proxy's; more in a longer time is the same. */
export function tokenBucket({ requests, interval, burst }: RateLimit): JsonObject {
  const factor = Math.max(1, Math.ceil(shortest / interval));
  return {
    max_tokens: Math.max(1, burst),
    tokens_per_fill: requests * factor,
    fill_interval: duration(interval * factor),
  };
}

const always: JsonObject = { default_value: { numerator: 100 } };

/** After so many seconds a request passes again. */
const waiting = ({ requests, interval }: RateLimit): string =>
  String(Math.max(1, Math.ceil(interval / requests / 1000)));

function answerHeaders(limit: RateLimit): JsonObject[] {
  const fields = [
    ['retry-after', waiting(limit)],
    ['x-ratelimit-limit', String(limit.requests)],
    ['x-ratelimit-remaining', '0'],
    ['x-ratelimit-reset', waiting(limit)],
  ] as const;
  return fields.map(([key, value]) => ({ header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' }));
}

/** Buckets of so many clients are kept, of those that came last. */
const mostBuckets = 10_000;

/** Each value of the keys has a bucket of its own; who lacks one shares the limit's own bucket with others who do. */
function byKeys(limit: RateLimit, keys: readonly LimitKey[]): JsonObject {
  if (keys.length === 0) return {};
  return {
    descriptors: [{ entries: keys.map(({ key }) => ({ key })), token_bucket: tokenBucket(limit) }],
    rate_limits: [{ actions: keys.map(({ action }) => action) }],
    always_consume_default_token_bucket: false,
    max_dynamic_descriptors: mostBuckets,
  };
}

export const localLimit = (limit: RateLimit, keys: readonly LimitKey[]): JsonObject => ({
  '@type': type,
  stat_prefix: 'limit',
  token_bucket: tokenBucket(limit),
  filter_enabled: always,
  filter_enforced: always,
  response_headers_to_add: answerHeaders(limit),
  ...byKeys(limit, keys),
});
