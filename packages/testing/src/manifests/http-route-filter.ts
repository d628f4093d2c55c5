import * as fc from 'fast-check';
import { changedHeaders, namespaces, serviceNames, servicePorts, values } from '../vocabulary.ts';
import { type JsonObject, type JsonValue, object, word } from './manifest.ts';

/** Each name is changed in one way only. */
const headerModifier: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.shuffledSubarray([...changedHeaders]),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
    word(values),
  )
  .map(([names, first, second, value]) => {
    const withValue = (name: string): JsonObject => ({ name, value });
    return {
      set: names.slice(0, first).map(withValue),
      add: names.slice(first, first + second).map(withValue),
      remove: names.slice(first + second),
    };
  });

const pathModifier = (kinds: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.tuple(word(kinds), word(['/', '/new', '/new/', '/new/deep', ''])).map(([type, value]) => ({
    type,
    [type === 'ReplaceFullPath' ? 'replaceFullPath' : 'replacePrefixMatch']: value,
  }));

/** Service and port in any namespace; it may not exist, or need a grant. */
const mirrorTarget = object({ name: word(serviceNames), port: word(servicePorts) }, { namespace: word(namespaces) });

const mirror: fc.Arbitrary<JsonObject> = fc.oneof(
  object({ backendRef: mirrorTarget }, { percent: fc.integer({ min: 0, max: 100 }) }),
  object({
    backendRef: mirrorTarget,
    fraction: fc
      .constantFrom<JsonObject>({ numerator: 1, denominator: 3 }, { numerator: 5 })
      .map((one) => ({ ...one })),
  }),
);

const starOr = (words: readonly string[]): fc.Arbitrary<JsonValue> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(['*']) }, { weight: 3, arbitrary: fc.shuffledSubarray([...words]) });

const cors: fc.Arbitrary<JsonObject> = object(
  {},
  {
    allowOrigins: starOr(['https://example.com', 'https://*.example.com', 'http://localhost:3000']),
    allowCredentials: fc.boolean(),
    allowMethods: starOr(['GET', 'PUT', 'DELETE']),
    allowHeaders: starOr(['x-version', 'Authorization']),
    exposeHeaders: starOr(['x-added']),
    maxAge: fc.integer({ min: 1, max: 3600 }),
  },
);

const filterOf = (type: string, field: string, value: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  object({ type: fc.constant(type), [field]: value });

const requestHeaders = filterOf('RequestHeaderModifier', 'requestHeaderModifier', headerModifier);
const responseHeaders = filterOf('ResponseHeaderModifier', 'responseHeaderModifier', headerModifier);

const rewrite = (kinds: readonly string[]): fc.Arbitrary<JsonObject> =>
  filterOf(
    'URLRewrite',
    'urlRewrite',
    object({}, { hostname: word(['inner.example.com', 'x.test']), path: pathModifier(kinds) }),
  );

export const redirect = (kinds: readonly string[]): fc.Arbitrary<JsonObject> =>
  filterOf(
    'RequestRedirect',
    'requestRedirect',
    object(
      {},
      {
        scheme: word(['http', 'https']),
        hostname: word(['new.example.com', 'example.com']),
        port: word([80, 443, 8443]),
        path: pathModifier(kinds),
        statusCode: word([301, 302, 303, 307, 308]),
      },
    ),
  );

export const fullPath = ['ReplaceFullPath'];
export const anyPath = ['ReplaceFullPath', 'ReplacePrefixMatch'];

/** Few filters most of the time, each type but the mirror at most once, in any order. */
export const filters = (kinds: readonly string[]): fc.Arbitrary<readonly JsonObject[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc
        .shuffledSubarray(
          [
            requestHeaders,
            responseHeaders,
            rewrite(kinds),
            filterOf('RequestMirror', 'requestMirror', mirror),
            filterOf('RequestMirror', 'requestMirror', mirror),
            filterOf('CORS', 'cors', cors),
          ],
          { minLength: 1, maxLength: 3 },
        )
        .chain((chosen) => fc.tuple(...chosen)),
    },
  );

/** Filters that a backendRef may have. */
export const backendFilters: fc.Arbitrary<readonly JsonObject[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(requestHeaders) },
  { weight: 1, arbitrary: fc.tuple(responseHeaders, requestHeaders) },
  { weight: 1, arbitrary: fc.tuple(redirect(fullPath)) },
);
