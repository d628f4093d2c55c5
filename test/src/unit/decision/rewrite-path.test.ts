import { redirectLocation, rewritePath } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('decision: paths and locations');

// Rows: matched prefix, replacement, path, result. Prefixes stand without trailing slash, as in the IR.
const prefixRows = [
  ['/foo', '/xyz', '/foo/bar', '/xyz/bar'],
  ['/foo', '/xyz/', '/foo/bar', '/xyz/bar'],
  ['/foo', '/xyz', '/foo', '/xyz'],
  ['/foo', '/xyz', '/foo/', '/xyz/'],
  ['/foo', '', '/foo/bar', '/bar'],
  ['/foo', '', '/foo', '/'],
  ['/foo', '/', '/foo', '/'],
  ['/foo', '/', '/foo/', '/'],
  ['/', '/xyz', '/bar', '/xyz/bar'],
  ['/', '/xyz', '/', '/xyz/'],
  ['/foo', '/xyz', '/foo?a=/b', '/xyz?a=/b'],
] as const;

for (const [prefix, value, path, result] of prefixRows) {
  test(`${path} with prefix ${prefix} replaced by "${value}" is ${result}`, () => {
    assert.is(rewritePath({ kind: 'prefix', value }, path, { kind: 'prefix', value: prefix }), result);
  });
}

test('a full replacement keeps the query and is never empty', () => {
  const match = { kind: 'exact', value: '/a' } as const;
  assert.is(rewritePath({ kind: 'full', value: '/new' }, '/a?x=1', match), '/new?x=1');
  assert.is(rewritePath({ kind: 'full', value: '' }, '/a', match), '/');
});

test('a prefix replacement on a match that is no prefix replaces the whole path', () => {
  assert.is(rewritePath({ kind: 'prefix', value: '/n' }, '/a/b?q', { kind: 'exact', value: '/a/b' }), '/n?q');
});

const request = {
  scheme: 'http',
  authority: 'x.test:81',
  path: '/p?q',
  listenerPort: 8080,
  match: { kind: 'prefix', value: '/' },
} as const;

test('the port of a Location: given, else by the given scheme, else the listener; left out where it is the scheme own', () => {
  assert.is(redirectLocation({ statusCode: 302 }, request), 'http://x.test:8080/p?q');
  assert.is(redirectLocation({ statusCode: 302, scheme: 'https' }, request), 'https://x.test/p?q');
  assert.is(redirectLocation({ statusCode: 302, port: 80 }, request), 'http://x.test/p?q');
  assert.is(redirectLocation({ statusCode: 302, scheme: 'https', port: 80 }, request), 'https://x.test:80/p?q');
  assert.is(redirectLocation({ statusCode: 302, scheme: 'http', port: 443 }, request), 'http://x.test:443/p?q');
  assert.is(redirectLocation({ statusCode: 302 }, { ...request, listenerPort: 80 }), 'http://x.test/p?q');
});

test('an IPv6 host keeps its brackets', () => {
  const location = redirectLocation({ statusCode: 301 }, { ...request, authority: '[::1]:81', listenerPort: 80 });
  assert.is(location, 'http://[::1]/p?q');
});

test.run();
