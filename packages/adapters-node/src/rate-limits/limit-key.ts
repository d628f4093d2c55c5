import { createHash } from 'node:crypto';
import type { RateLimit, RateLimitKey, RuleOrigin } from '@routeward/core';
import { claimAt } from '../access/claims.ts';
import type { GuardedRequest } from '../guard/guard-step.ts';
import { fieldValue } from '../headers/field-name.ts';

function partOf(by: RateLimitKey, request: GuardedRequest): unknown {
  switch (by.kind) {
    case 'header':
      return fieldValue(request.fields, by.name.toLowerCase());
    case 'sourceAddress':
      return request.clientAddress;
    case 'claim':
      return request.claims === undefined ? undefined : claimAt(request.claims, by.name);
  }
}

/**
 * Which bucket a request takes from; undefined where all share one. Requests without a value share one, too: to leave
 * a header out must not be a way around the limit. Digested: values may be long and may be secrets.
 */
export function bucketOf(limit: RateLimit, request: GuardedRequest): string | undefined {
  if (limit.by.length === 0) return undefined;
  const values = limit.by.map((by) => partOf(by, request) ?? null);
  return createHash('sha256').update(JSON.stringify(values)).digest('base64');
}

/**
 * A limit's name: the same after a change of anything else. A local one is counted for each rule of each Gateway; a
 * global one is one count for all that have it, by the name of the policy that it comes from.
 */
export const limitName = (gateway: string, { route, rule }: RuleOrigin, limit: RateLimit): string =>
  limit.scope === 'global' ? JSON.stringify(limit) : [gateway, route, rule, JSON.stringify(limit)].join('\n');
