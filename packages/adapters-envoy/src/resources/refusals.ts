import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';

/**
 * Paths that the core's `canonicalPath` refuses and Envoy would pass on, as they are once Envoy has normalised them:
 * broken escapes, encoded control characters, what is no UTF-8, double encoding, `/;x` and `/.;x`, and `//`, of which
 * Envoy leaves two slashes where a path holds nothing else.
 */
const ambiguousPath = [
  '(?i)[^?]*(?:%(?:[^0-9a-f]|[0-9a-f][^0-9a-f]|[01][0-9a-f]|7f|c[01]|f[5-9a-f]|25(?:2[ef5]|5c|[01][0-9a-f]|7f)).*',
  '%[0-9a-f]?',
  '/\\.{0,2};.*)',
  '//.*',
].join('|');

/** The core's `isAuthority`, without the dot at the end, which Envoy has taken off by then. */
const validHost = '(?:(?:[0-9A-Za-z_-]+\\.)*[0-9A-Za-z_-]+|\\[[0-9A-Fa-f:.]{2,}\\])(?::[0-9]{1,5})?';

/** The fault filter is the one that answers by a condition, before any route is looked for. */
const refuse = (what: string, header: JsonObject): JsonObject => ({
  name: `routeward.refuse-${what}`,
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.http.fault.v3.HTTPFault'),
    headers: [header],
    abort: { http_status: 400, percentage: { numerator: 100 } },
  },
});

/**
 * HTTP filters that answer 400 where the matcher and the Node proxy do: what backends may read in another way than
 * rules is no request for a rule. One look for each request, however many hosts and routes there are.
 */
export const refusals: readonly JsonObject[] = [
  refuse('host', {
    name: ':authority',
    string_match: { safe_regex: { regex: validHost } },
    invert_match: true,
    treat_missing_header_as_empty: true,
  }),
  refuse('path', { name: ':path', string_match: { safe_regex: { regex: ambiguousPath } } }),
];
