import { compilePort, createMatchResult, createRequestView } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listener, prefix, rule, virtualHost } from './build.ts';

const test = suite('matcher: hosts made to collide');

/** Equal in length, at the start and in the middle: the characters that the host hash looks at. */
const collidingHosts = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${'a'.repeat(24)}${index.toString(36).padStart(8, '0')}.example.com`);

const matcherFor = (hosts: readonly string[]) =>
  compilePort([
    listener(
      'l',
      undefined,
      hosts.map((host) => virtualHost(host, rule(host, prefix('/')))),
    ),
  ]);

function ruleOf(matcher: ReturnType<typeof matcherFor>, authority: string): string | undefined {
  const result = createMatchResult();
  matcher.match({ ...createRequestView(), authority }, result);
  return result.rule?.origin.route.slice('HTTPRoute/n/'.length);
}

test('each of them is found, and others are not', () => {
  const hosts = collidingHosts(3000);
  const matcher = matcherFor(hosts);
  for (const host of hosts) assert.is(ruleOf(matcher, host), host);
  for (const host of hosts.slice(0, 50)) {
    assert.is(ruleOf(matcher, `${host.toUpperCase()}:80`), host);
    assert.is(ruleOf(matcher, `x${host}`), undefined);
    assert.is(ruleOf(matcher, host.replace('0', 'x')), undefined);
  }
});

/** Characters that a match reads one by one; comparing with `===` reads none this way. */
function charactersRead(run: () => void): number {
  const original = String.prototype.charCodeAt;
  let count = 0;
  String.prototype.charCodeAt = function (this: string, index: number) {
    count++;
    return original.call(this, index);
  };
  try {
    run();
  } finally {
    String.prototype.charCodeAt = original;
  }
  return count;
}

test('ten thousand of them cost a match no more characters than ten', () => {
  const last = 'zzzzzzzz.example.com';
  const missing = `${'a'.repeat(24)}${last}`;
  const cost = (count: number): number => {
    const matcher = matcherFor(collidingHosts(count));
    return charactersRead(() => {
      ruleOf(matcher, missing);
      ruleOf(matcher, collidingHosts(count).at(-1) ?? '');
    });
  };
  const few = cost(10);
  assert.ok(few > 0, 'the count sees what the matcher reads');
  assert.ok(cost(10_000) < few + 200, `${cost(10_000)} characters instead of ${few}`);
});

test.run();
