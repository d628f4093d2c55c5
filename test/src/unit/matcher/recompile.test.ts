import {
  compileConfiguration,
  compilePort,
  createMatchResult,
  createRequestView,
  type VirtualHost,
} from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { configuration, exact, listener, prefix, rule, virtualHost } from './build.ts';

const test = suite('matcher: compiling again');

const hosts = Array.from({ length: 50 }, (_, index) =>
  virtualHost(
    `h${index}.test`,
    rule(`a${index}`, exact(`/${index}`)),
    rule(`b${index}`, prefix('/'), { method: 'GET' }),
  ),
);

function ruleFor(matcher: ReturnType<typeof compilePort>, authority: string, path: string): string | undefined {
  const result = createMatchResult();
  matcher.match({ ...createRequestView(), authority, path }, result);
  return result.rule?.origin.route;
}

const httpListener = (virtualHosts: readonly VirtualHost[]) => [listener('http', undefined, virtualHosts)];

test('a changed virtual host, all others as before', () => {
  const before = compilePort(httpListener(hosts));
  const changed = hosts.with(7, virtualHost('h7.test', rule('new', exact('/new')), rule('more', exact('/more'))));
  const after = compilePort(httpListener(changed), before);
  assert.is(ruleFor(after, 'h7.test', '/new'), 'HTTPRoute/n/new');
  assert.is(ruleFor(after, 'h7.test', '/7'), undefined);
  for (const index of [0, 6, 8, 49]) {
    assert.is(ruleFor(after, `h${index}.test`, `/${index}`), `HTTPRoute/n/a${index}`);
    assert.is(ruleFor(after, `h${index}.test`, '/x'), `HTTPRoute/n/b${index}`);
  }
  assert.is(ruleFor(before, 'h7.test', '/7'), 'HTTPRoute/n/a7', 'the matcher from before is as it was');
});

test('hosts that come, go and move', () => {
  const before = compilePort(httpListener(hosts));
  const moved = [...hosts.slice(20), virtualHost('new.test', rule('new', prefix('/'))), ...hosts.slice(0, 10)];
  const after = compilePort(httpListener(moved), before);
  assert.is(ruleFor(after, 'h3.test', '/3'), 'HTTPRoute/n/a3');
  assert.is(ruleFor(after, 'h33.test', '/33'), 'HTTPRoute/n/a33');
  assert.is(ruleFor(after, 'h13.test', '/13'), undefined);
  assert.is(ruleFor(after, 'new.test', '/13'), 'HTTPRoute/n/new');
});

test('a virtual host that no host could reach gets its tables when one can', () => {
  const hidden = virtualHost('a.test', rule('hidden', prefix('/')));
  const wide = listener('wide', undefined, [hidden]);
  const before = compilePort([wide, listener('narrow', 'a.test', [])]);
  assert.is(ruleFor(before, 'a.test', '/'), undefined);
  const after = compilePort([wide], before);
  assert.is(ruleFor(after, 'a.test', '/'), 'HTTPRoute/n/hidden');
});

test('what nothing touched is the same object', () => {
  const one = listener('one', undefined, hosts);
  const two = listener('two', undefined, hosts, { port: 81 });
  const before = compileConfiguration(configuration(one, two));
  const after = compileConfiguration(configuration(one, { ...two, virtualHosts: hosts.slice(1) }), before);
  assert.is(after.port('n/g', 80), before.port('n/g', 80));
  assert.is.not(after.port('n/g', 81), before.port('n/g', 81));
});

test('one virtual host on two ports keeps the ports of its rules apart', () => {
  const host = virtualHost('*', rule('only-81', prefix('/'), { port: 81 }), rule('both', prefix('/')));
  const ports = [80, 81].map((port) => compilePort([listener('l', undefined, [host], { port })]));
  assert.equal(
    ports.map((port) => ruleFor(port, 'a', '/')),
    ['HTTPRoute/n/both', 'HTTPRoute/n/only-81'],
  );
});

test.run();
