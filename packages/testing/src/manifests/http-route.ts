import * as fc from 'fast-check';
import {
  gatewayNames,
  grantedNamespaces,
  listenerNames,
  listenerPorts,
  routeHostnames,
  routeNames,
  ruleNames,
  serviceNames,
  servicePorts,
} from '../vocabulary.ts';
import { anyPath, backendFilters, filters, fullPath, redirect } from './http-route-filter.ts';
import { httpRouteMatch, prefixMatch } from './http-route-match.ts';
import {
  distinct,
  gatewayApi,
  type JsonObject,
  type JsonValue,
  type Manifest,
  manifestOf,
  object,
  textOf,
  word,
} from './manifest.ts';

/** Mostly Services that may exist; a missing one, a kind we do not know and a port nobody has appear too. */
const backendRef: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 8,
    arbitrary: object(
      { name: word(serviceNames), port: word(servicePorts) },
      { weight: word([1, 0, 3, 100, 1_000_000]), filters: backendFilters },
    ),
  },
  {
    weight: 3,
    arbitrary: object(
      { name: word(serviceNames), port: word(servicePorts), namespace: word(grantedNamespaces) },
      { weight: word([1, 9]), kind: fc.constant('Service'), group: fc.constant('') },
    ),
  },
  {
    weight: 1,
    arbitrary: object(
      { name: word(['nobody', '__proto__', 'web']), port: word([80, 9999]) },
      { group: fc.constant('example.com'), kind: word(['Bucket', 'Service']) },
    ),
  },
);

const timeouts = fc.constantFrom<JsonObject>(
  { request: '10s' },
  { request: '1m30s', backendRequest: '500ms' },
  { request: '0s', backendRequest: '2s' },
  { backendRequest: '1h' },
);

const retry = object(
  {},
  {
    codes: fc.shuffledSubarray([500, 502, 503, 504]),
    attempts: fc.integer({ min: 0, max: 3 }),
    backoff: word(['100ms', '1s']),
  },
);

const settings = { timeouts: timeouts.map((one) => ({ ...one })), retry };

const servedRule: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 8,
    arbitrary: object(
      { matches: fc.array(httpRouteMatch, { maxLength: 3 }), backendRefs: fc.array(backendRef, { maxLength: 3 }) },
      { filters: filters(fullPath), ...settings },
    ),
  },
  { weight: 1, arbitrary: object({ backendRefs: fc.array(backendRef, { minLength: 1, maxLength: 2 }) }) },
  {
    weight: 2,
    arbitrary: object({
      matches: fc.tuple(prefixMatch),
      backendRefs: fc.array(backendRef, { minLength: 1, maxLength: 2 }),
      filters: filters(anyPath),
    }),
  },
  { weight: 1, arbitrary: object({ matches: fc.tuple(prefixMatch), filters: fc.tuple(redirect(anyPath)) }) },
  {
    weight: 1,
    arbitrary: object({ matches: fc.array(httpRouteMatch, { maxLength: 2 }), filters: fc.tuple(redirect(fullPath)) }),
  },
);

const rejectedRegexes = ['(?=a)', '(a', '(.)\\1', '(a{1000}){1000}'] as const;

const rejectedMatch: fc.Arbitrary<JsonObject> = fc
  .tuple(word(rejectedRegexes), fc.boolean())
  .map(([value, inPath]) =>
    inPath
      ? { path: { type: 'RegularExpression', value } }
      : { headers: [{ name: 'x-version', type: 'RegularExpression', value }] },
  );

const extensions = word(['limit', 'auth']).map((name) => [
  { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Limit', name } },
]);

/** The API server takes these, but nobody can honour them: patterns that RE2 refuses, extensions that we lack. */
const unfulfillableRule: fc.Arbitrary<JsonObject> = fc.oneof(
  object(
    {
      matches: fc.array(fc.oneof(rejectedMatch, httpRouteMatch), { minLength: 1, maxLength: 2 }),
      backendRefs: fc.array(backendRef, { maxLength: 1 }),
    },
    { filters: extensions },
  ),
  object({ filters: extensions, backendRefs: fc.array(backendRef, { maxLength: 1 }) }),
);

const anyRule: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 12, arbitrary: servedRule },
  { weight: 1, arbitrary: unfulfillableRule },
);

/** Rule names must differ within a route. */
const rulesOf = (rule: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonValue> =>
  fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([all, named]) =>
      all.map((one, index) => (named ? { name: ruleNames[index % ruleNames.length], ...one } : one)),
    );

const parent = {
  name: word([...gatewayNames, 'edge', 'edge', 'edge']),
  namespace: word(['infra', 'infra', 'infra', 'infra', 'shop']),
};

const parentRef: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: object(parent) },
  { weight: 1, arbitrary: object(parent, { sectionName: word(listenerNames), port: word(listenerPorts) }) },
);

const twoSections: fc.Arbitrary<JsonValue> = fc
  .tuple(object(parent), fc.shuffledSubarray([...listenerNames], { minLength: 2, maxLength: 2 }))
  .map(([one, names]) => names.map((sectionName) => ({ ...one, sectionName })));

const parentRefs: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: distinct(parentRef, 2, (one) => `${textOf(one, 'namespace')}/${textOf(one, 'name')}`, 1) },
  { weight: 1, arbitrary: twoSections },
);

const specOf = (rule: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  object({ parentRefs, rules: rulesOf(rule) }, { hostnames: distinct(word(routeHostnames), 3, String) });

const head = { apiVersion: gatewayApi, kind: 'HTTPRoute' } as const;

export const httpRouteManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf(head, word(routeNames), object({ spec: specOf(servedRule) }));

/** Also routes with rules that are valid and yet cannot be honoured; the engine has to fail them closed. */
export const anyHttpRouteManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf(head, word(routeNames), object({ spec: specOf(anyRule) }));
