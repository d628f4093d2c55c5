import type { EffectiveConfiguration } from '@routeward/core';
import { type AimedRequest, requestFor } from '@routeward/testing';
import * as fc from 'fast-check';
import { ambiguousPaths, canonicalPaths } from '../../support/paths.ts';

type Change = (request: AimedRequest) => AimedRequest;

const same: Change = (request) => request;

const withHeaders =
  (...headers: readonly (readonly [string, string])[]): Change =>
  (request) => ({ ...request, headers: [...request.headers, ...headers] });

const origins = [
  'https://example.com',
  'https://example.com:443',
  'HTTPS://Example.com',
  'https://a.example.com',
  'https://a.b.example.com',
  'https://.example.com',
  'https://example.com.evil.test',
  'http://example.com',
  'http://localhost:3000',
  'http://localhost',
  'null',
  '',
];

const fromElsewhere: fc.Arbitrary<Change> = fc
  .constantFrom(...origins)
  .map((origin) => withHeaders(['Origin', origin]));

const preflight: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom(...origins),
    fc.constantFrom('GET', 'PUT', 'PATCH'),
    fc.constantFrom(undefined, 'x-version', 'authorization, x-other'),
  )
  .map(([origin, method, headers]) => (request) => {
    const asked = headers === undefined ? [] : [['access-control-request-headers', headers] as const];
    const all = [['origin', origin] as const, ['Access-Control-Request-Method', method] as const, ...asked];
    return { ...withHeaders(...all)(request), method: 'OPTIONS' };
  });

/** Ways to write a path that leave it the same, or make it another one. */
const detours: readonly ((path: string) => string)[] = [
  (path) => `/x/..${path}`,
  (path) => `/.${path}`,
  (path) => `/${path}`,
  (path) => `/x/%2e%2E${path}`,
  (path) => `/x/..;y=1${path}`,
  (path) => path.replaceAll('/', '\\').replace('\\', '/'),
  (path) => path.replace(/[a-z]/, (char) => `%${char.charCodeAt(0).toString(16)}`),
  (path) => `${path.split('?', 1)[0]}/..`,
  (path) => `${path.split('?', 1)[0]}/.?x`,
  (path) => `/{}${path}`,
];

const elsewhere = [
  ...canonicalPaths.map(([path]) => path),
  ...ambiguousPaths.filter((path) => /^[\x21-\x7e]+$/.test(path)),
];

const oddPath: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...detours).map(
    (detour): Change =>
      (request) => ({ ...request, path: detour(request.path) }),
  ),
  fc.constantFrom(...elsewhere).map(
    (path): Change =>
      (request) => ({ ...request, path }),
  ),
);

/** Fields that rules change are often there already. */
const present: fc.Arbitrary<Change> = fc
  .subarray(['x-added', 'X-Set', 'x-gone', 'X-More'], { minLength: 1 })
  .map((names) => withHeaders(...names.map((name) => [name, 'from the client'] as const)));

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(same) },
  { weight: 3, arbitrary: fromElsewhere },
  { weight: 2, arbitrary: preflight },
  { weight: 3, arbitrary: oddPath },
  { weight: 4, arbitrary: present },
);

/** Requests aimed at the rules of a configuration, some of them from other origins or with odd paths. */
export const requestsFor = (configuration: EffectiveConfiguration): fc.Arbitrary<AimedRequest> =>
  fc.tuple(requestFor(configuration), change).map(([request, apply]) => apply(request));
