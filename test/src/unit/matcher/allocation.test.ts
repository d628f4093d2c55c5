import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compilePort, createMatchResult, createRequestView, type RequestView } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exact, listener, prefix, regex, rule, virtualHost } from './build.ts';

const test = suite('matcher: nothing is allocated');

setFlagsFromString('--expose-gc');
// Young objects only: quick, and whatever a match allocated is young.
const collect: (options: { type: 'minor' }) => void = runInNewContext('gc');

const matches = 5000;
/** Bytes in one reading that are no allocation per match: the smallest object has 8. */
const granularity = 256;

function bytesOf(run: () => void): number {
  collect({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
}

/** What the two readings themselves allocate. */
const floor = Math.min(...Array.from({ length: 30 }, () => bytesOf(() => {})));

/**
 * Bytes per match once the code is warm. A collection in between makes a reading negative, and compilation in the
 * background adds to it, so the smallest of many readings that are not negative counts.
 */
function bytesPerMatch(run: () => void): number {
  const loop = (): void => {
    for (let index = 0; index < matches; index++) run();
  };
  let smallest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 60 && smallest > granularity; round++) {
    const bytes = bytesOf(loop) - floor;
    if (bytes >= 0) smallest = Math.min(smallest, bytes);
  }
  return smallest <= granularity ? 0 : smallest / matches;
}

const rules = [
  rule('exact', exact('/a/b')),
  rule('pattern', regex('/re/[a-z]+/.*')),
  rule('header', prefix('/h'), {
    headers: [
      { name: 'x-a', value: { kind: 'exact', value: '2' } },
      { name: 'x-b', value: { kind: 'regex', value: '[0-9]+' } },
    ],
  }),
  rule('query', prefix('/q'), {
    method: 'GET',
    queryParams: [
      { name: 'a', value: { kind: 'exact', value: '%C3' } },
      { name: 'c', value: { kind: 'regex', value: '[0-9]+' } },
    ],
  }),
  rule('short', prefix('/a')),
];
const port = compilePort([
  listener('any', undefined, [virtualHost('*', rule('any', prefix('/any'))), virtualHost('a.example.com', ...rules)]),
  listener('wild', '*.example.org', [virtualHost('*.example.org', ...rules)]),
]);

const rawHeaders = ['Host', 'a', 'X-A', '1', 'X-B', '42', 'X-A', '2'];
const requests: readonly [name: string, request: Partial<RequestView>, expected: string | undefined][] = [
  ['an exact path', { authority: 'a.example.com', path: '/a/b' }, 'exact'],
  ['a path with a query', { authority: 'a.example.com', path: '/a/b?x=1' }, 'exact'],
  ['an upper-case host with a port', { authority: 'A.Example.COM.:8080', path: '/a/c' }, 'short'],
  ['a wildcard', { authority: 'x.y.example.org', path: '/a/c' }, 'short'],
  ['a regular expression', { authority: 'a.example.com', path: '/re/abc/d?x=1' }, 'pattern'],
  ['headers, one of them repeated', { authority: 'a.example.com', path: '/h', rawHeaders }, 'header'],
  ['query parameters', { authority: 'a.example.com', path: '/q?x=1&a=%C3&c=42' }, 'query'],
  ['falling through to another virtual host', { authority: 'a.example.com', path: '/any' }, 'any'],
  ['a path that is not there', { authority: 'a.example.com', path: '/zzz/z' }, undefined],
  ['a host that is not there', { authority: 'nope.test', path: '/a' }, undefined],
];

for (const [name, request, expected] of requests) {
  test(`0 bytes: ${name}`, () => {
    const view = { ...createRequestView(), ...request };
    const result = createMatchResult();
    const bytes = bytesPerMatch(() => {
      port.match(view, result);
    });
    assert.is(result.rule?.origin.route, expected && `HTTPRoute/n/${expected}`);
    assert.is(bytes, 0);
  });
}

test('the measurement sees one small object', () => {
  let kept: unknown;
  const bytes = bytesPerMatch(() => {
    kept = { request: kept === undefined };
  });
  assert.ok(bytes >= 8, `${bytes} bytes`);
});

test.run();
