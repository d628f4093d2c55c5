import * as z from 'zod';
import type { HttpHeaderFilter } from '../../resources/header-modifier.ts';
import { headerValue } from '../../resources/header-value.ts';
import type { HttpRoute } from '../../resources/http-route.ts';
import { listMap } from '../../resources/list.ts';
import { text } from '../../resources/text.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import type { PolicyProblem } from '../policy-kind.ts';
import { inheritedKind } from './inherited-kind.ts';

const headerAction = z.object({
  /** In lower case: two policies that mean one header have to name it alike. */
  name: text({ min: 1, max: 256, pattern: /^[a-z0-9!#$%&'*+\-.^_\x60|~]+$/ }),
  action: z.enum(['Set', 'Add', 'Remove']),
  value: z.exactOptional(headerValue.experimental),
});

const headerActions = listMap(headerAction, 'name', { max: 32 });

/**
 * What a HeaderPolicy may say. One entry for each header with what is done to it, rather than lists to set, add and
 * remove: so that whoever decides on a header decides all of it.
 */
export const headerPolicySpec = z.object({
  request: z.exactOptional(headerActions),
  response: z.exactOptional(headerActions),
});

export type HeaderPolicySpec = z.infer<typeof headerPolicySpec>;

export const headerDirections = ['request', 'response'] as const;

function ownActions(filter: HttpHeaderFilter | undefined): JsonValue[] {
  const valued = (action: string, headers: HttpHeaderFilter['set']) =>
    (headers ?? []).map(({ name, value }) => ({ name: name.toLowerCase(), action, value }));
  const removed = (filter?.remove ?? []).map((name) => ({ name: name.toLowerCase(), action: 'Remove' }));
  return [...valued('Set', filter?.set), ...valued('Add', filter?.add), ...removed];
}

function ownValues(route: HttpRoute, index: number): JsonObject | undefined {
  const filters = route.spec.rules[index]?.filters ?? [];
  const request = filters.flatMap(({ requestHeaderModifier }) => ownActions(requestHeaderModifier));
  const response = filters.flatMap(({ responseHeaderModifier }) => ownActions(responseHeaderModifier));
  if (request.length + response.length === 0) return undefined;
  return { ...(request.length > 0 && { request }), ...(response.length > 0 && { response }) };
}

function checkValue(item: JsonValue, path: string): PolicyProblem[] {
  if (!isJsonObject(item)) return [];
  const removes = item['action'] === 'Remove';
  const valued = item['value'] !== undefined && item['value'] !== null;
  if (removes && valued) return [{ path: `${path}.value`, message: 'has no meaning where a header is removed' }];
  return removes || valued ? [] : [{ path: `${path}.value`, message: 'is required' }];
}

/** Beyond the schema: an action has the value that it needs, and no other. */
const check = (spec: JsonObject): readonly PolicyProblem[] =>
  headerDirections.flatMap((direction) => {
    const list = spec[direction];
    return Array.isArray(list)
      ? list.flatMap((item: JsonValue, index) => checkValue(item, `${direction}[${index}]`))
      : [];
  });

export const headerPolicy = inheritedKind({
  kind: 'HeaderPolicy',
  schema: headerPolicySpec,
  check,
  ownValues,
  listMapKeys: { request: 'name', response: 'name' },
});
