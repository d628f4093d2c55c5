import { type CorsFilter, decideCors } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('decision: CORS');

const filter = (changes: Partial<CorsFilter> = {}): CorsFilter => ({
  kind: 'cors',
  allowOrigins: ['https://app.test'],
  allowCredentials: false,
  allowMethods: ['PUT'],
  allowHeaders: [],
  exposeHeaders: [],
  maxAge: 5,
  ...changes,
});

const ask = (origin: string | undefined, requestMethod?: string, requestHeaders?: string, method = 'OPTIONS') => ({
  method,
  origin,
  requestMethod,
  requestHeaders,
});

/** The decision's headers as an object; undefined where the filter does nothing. */
function headersOf(rule: CorsFilter, request: Parameters<typeof decideCors>[1]): Record<string, string> | undefined {
  const decision = decideCors(rule, request);
  if (decision.kind === 'none') return undefined;
  const found: Record<string, string> = {};
  for (let at = 0; at < decision.headers.length; at += 2) {
    found[decision.headers[at] ?? ''] = decision.headers[at + 1] ?? '';
  }
  return found;
}

const allowed = (origins: readonly string[], origin: string) =>
  headersOf(filter({ allowOrigins: origins }), ask(origin, 'PUT'))?.['access-control-allow-origin'];

test('without Origin nothing happens', () => {
  assert.equal(decideCors(filter(), ask(undefined, 'PUT')), { kind: 'none' });
});

test('OPTIONS without a requested method is an ordinary request', () => {
  assert.is(decideCors(filter(), ask('https://app.test')).kind, 'actual');
});

test('origins: whole, wildcard in the host, default ports, any case', () => {
  assert.is(allowed(['https://app.test'], 'https://app.test'), 'https://app.test');
  assert.is(allowed(['https://app.test'], 'http://app.test'), undefined);
  assert.is(allowed(['https://app.test'], 'https://app.test.evil'), undefined);
  assert.is(allowed(['https://app.test:443'], 'https://app.test'), 'https://app.test');
  assert.is(allowed(['http://app.test'], 'http://app.test:80'), 'http://app.test:80');
  assert.is(allowed(['https://*.app.test'], 'https://a.b.app.test'), 'https://a.b.app.test');
  assert.is(allowed(['https://*.app.test'], 'https://.app.test'), undefined);
  assert.is(allowed(['https://*.app.test'], 'https://app.test'), undefined);
  assert.is(allowed(['https://*.app.test:8443'], 'https://a.app.test:8443'), 'https://a.app.test:8443');
  assert.is(allowed(['https://App.Test'], 'https://app.test'), 'https://app.test');
});

test('a preflight from elsewhere is answered without any Access-Control header', () => {
  const decision = decideCors(filter(), ask('https://evil.test', 'PUT'));
  assert.equal(decision, { kind: 'preflight', statusCode: 204, headers: [] });
});

test('with credentials a wildcard is never sent', () => {
  const rule = filter({ allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'], allowCredentials: true });
  const headers = headersOf(rule, ask('https://a.test', 'DELETE', 'x-one'));
  assert.is(headers?.['access-control-allow-origin'], 'https://a.test');
  assert.is(headers?.['access-control-allow-methods'], 'DELETE');
  assert.is(headers?.['access-control-allow-headers'], 'x-one');
  assert.is(headers?.['vary'], 'origin');
  const bare = headersOf(rule, ask('https://a.test', 'DELETE'));
  assert.is(bare?.['access-control-allow-headers'], undefined);
});

test('a wildcard in exposeHeaders is left out with credentials', () => {
  const rule = filter({ exposeHeaders: ['*'], allowCredentials: true });
  const headers = headersOf(rule, ask('https://app.test', undefined, undefined, 'GET'));
  assert.is(headers?.['access-control-expose-headers'], undefined);
  assert.is(headers?.['access-control-allow-credentials'], 'true');
  const plain = headersOf(filter({ exposeHeaders: ['*'] }), ask('https://app.test', undefined, undefined, 'GET'));
  assert.is(plain?.['access-control-expose-headers'], '*');
});

test('an ordinary request from elsewhere goes on without headers', () => {
  const decision = decideCors(filter(), ask('https://evil.test', undefined, undefined, 'GET'));
  assert.equal(decision, { kind: 'actual', headers: [] });
});

test.run();
