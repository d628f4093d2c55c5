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

const many = Array.from({ length: 60 }, (_, index) => rule(`r${index}`, prefix(`/other-${index}/x`)));

const newPaths: readonly [because: string, existing: string, added: string][] = [
  ['it ends inside of a label', '/long/path/here', '/long/pa'],
  ['it leaves a label in the middle', '/long/path/here', '/long/pants'],
  ['it goes on below a leaf', '/long', '/long/path'],
  ['it is there already, as a prefix', '/long/path', '/long/path'],
  ['it differs in its first character', '/long', '/x'],
  ['it is the root', '/long', '/'],
  ['it has characters of two bytes', '/long', '/l\u0142ong'],
  ['it is longer than a label can be', '/long', `/${'y'.repeat(5000)}`],
  ['it is as long as a label can be', '/long', `/${'y'.repeat(4095)}`],
];

for (const [because, existing, added] of newPaths) {
  test(`a rule comes to a large virtual host and goes again: ${because}`, () => {
    const first = rule('first', prefix(existing));
    const host = (...rules: ReturnType<typeof rule>[]) => httpListener([virtualHost('a', ...rules, ...many)]);
    const before = compilePort(host(first));
    const more = compilePort(host(rule('added', exact(added)), first), before);
    assert.is(ruleFor(more, 'a', added), 'HTTPRoute/n/added');
    const less = compilePort(host(first), more);
    assert.is(
      ruleFor(less, 'a', added),
      added.startsWith(`${existing}/`) || added === existing ? 'HTTPRoute/n/first' : undefined,
    );
    for (const matcher of [before, more, less]) {
      assert.is(ruleFor(matcher, 'a', `${existing}/z`), 'HTTPRoute/n/first');
      assert.is(ruleFor(matcher, 'a', `${added}z`), added.startsWith(`${existing}/`) ? 'HTTPRoute/n/first' : undefined);
      assert.is(ruleFor(matcher, 'a', '/other-59/x/y'), 'HTTPRoute/n/r59');
    }
  });
}

test('tables do not grow for ever', () => {
  let matcher = compilePort(httpListener([virtualHost('a', ...many)]));
  const first = matcher.tableBytes;
  for (let change = 0; change < 500; change++) {
    const changed = many.with(change % many.length, rule(`c${change}`, prefix(`/changed-${change}`)));
    matcher = compilePort(httpListener([virtualHost('a', ...changed)]), matcher);
    assert.is(ruleFor(matcher, 'a', `/changed-${change}/x`), `HTTPRoute/n/c${change}`);
  }
  assert.ok(matcher.tableBytes < first * 1.5, `${matcher.tableBytes} bytes after ${first}`);
});

test.run();
