import type { JsonObject } from '../resource.ts';
import { type HeaderEdits, headerFields, noEdits } from './header-edits.ts';

/** One of the routes that stand for a rule: what it asks beyond the rule's match, and what it does. */
export interface Variant {
  /** Words behind the route's name. */
  readonly label: readonly string[];
  /** Header conditions. */
  readonly headers: readonly JsonObject[];
  /** The share of the requests; the same random number decides for every route of a request. */
  readonly fraction?: JsonObject;
  readonly requestEdits: HeaderEdits;
  readonly responseEdits: HeaderEdits;
  /** One of `route`, `redirect` and `direct_response`. */
  readonly action: JsonObject;
  readonly perFilter?: JsonObject;
}

export const variantOf = (action: JsonObject): Variant => ({
  label: [],
  headers: [],
  requestEdits: noEdits,
  responseEdits: noEdits,
  action,
});

function fullMatch(match: JsonObject, { headers, fraction }: Variant): JsonObject {
  const own = match['headers'];
  const all = [...(Array.isArray(own) ? own : []), ...headers];
  return {
    ...match,
    ...(all.length > 0 && { headers: all }),
    ...(fraction && { runtime_fraction: { default_value: fraction } }),
  };
}

export const toRoute = (name: string, match: JsonObject, variant: Variant): JsonObject => ({
  name: [name, ...variant.label].join('/'),
  match: fullMatch(match, variant),
  ...headerFields('request', variant.requestEdits),
  ...headerFields('response', variant.responseEdits),
  ...(variant.perFilter && { typed_per_filter_config: variant.perFilter }),
  ...variant.action,
});
