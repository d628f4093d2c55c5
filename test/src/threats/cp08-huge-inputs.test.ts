import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, read, resourceIfValid } from './world.ts';

const test = suite('threat CP08: one huge object holds up all the others');

const good = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'good' } };

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

const deep = [
  ['lists', nested(10_000, '[', ']')],
  ['objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
] as const;

for (const [what, value] of deep) {
  test(`10,000 ${what} in each other, in JSON: a finding, no overflow of the stack`, () => {
    const text = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep","annotations":${value}}}`;
    const { findings } = read(text, 'deep.json');
    assert.ok(findings.some(({ severity }) => severity === 'error'));
  });

  test(`10,000 ${what} in each other, in YAML beside a good document`, () => {
    const text = `${JSON.stringify(good)}\n---\n${value}\n`;
    const { resources, findings } = read(text, 'deep.yaml');
    assert.ok(findings.some(({ severity }) => severity === 'error'));
    assert.equal(
      resources.map(({ metadata }) => metadata.name),
      ['good'],
    );
  });
}

test('an object that refers to itself, as a program may hand it over', () => {
  const loop: Record<string, unknown> = { apiVersion: 'v1', kind: 'Namespace' };
  loop['metadata'] = { name: 'loop', labels: loop };
  assert.not.throws(() => parseResource(loop));
});

test('a label of one megabyte is refused or carried, and the others are served', () => {
  const big = route('shop/big', { metadata: { labels: { big: 'x'.repeat(1_000_000) } }, hostnames: ['big.test'] });
  const resource = resourceIfValid(big);
  assert.ok(resource !== undefined || parseResource(big).findings.length > 0);
  const world = createWorld(gatewayClass, gateway('infra/edge'), ...service('shop/web'), route('shop/cart'));
  if (resource !== undefined) world.engine.apply([{ kind: 'upsert', resource }]);
  assert.is(world.decide({}).route, 'HTTPRoute/shop/cart');
  assert.ok(JSON.stringify([world.engine.configuration, world.engine.findings()]).length < 100_000);
});

test('a finding about a huge value does not repeat the value', () => {
  const { findings } = parseResource(route('shop/big', { hostnames: ['x'.repeat(1_000_000)] }));
  assert.ok(findings.length > 0);
  assert.ok(JSON.stringify(findings).length < 10_000);
});

test('an object of three megabytes beside a small one', () => {
  const data = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`key-${at}`, 'y'.repeat(1000)]));
  const big = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'big' }, data };
  const text = `${JSON.stringify(big)}\n---\n${JSON.stringify(good)}\n`;
  const { resources } = read(text, 'big.yaml');
  assert.ok(resources.some(({ metadata }) => metadata.name === 'good'));
});

test('100,000 unknown fields and 100,000 wrong elements: a bounded list of findings', () => {
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`f${at}`, at]));
  const wrong = Array.from({ length: 100_000 }, () => 1);
  for (const manifest of [
    { ...route('shop/big'), ...many },
    route('shop/big', { rules: [{ matches: wrong, backendRefs: wrong }] }),
    { ...route('shop/big'), spec: { hostnames: wrong, parentRefs: wrong } },
  ]) {
    const { findings } = parseResource(manifest);
    assert.ok(findings.length > 0);
    assert.ok(findings.length <= 2001, String(findings.length));
  }
});

test('20,000 objects with a mistake each, on one line: each is told, in time that grows with the text', () => {
  const items = Array.from({ length: 20_000 }, () => ({ ...good, metadata: { name: 1 } }));
  const { findings } = read(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'list.json');
  assert.is(findings.length, 20_000);
  const columns = findings.map(({ position }) => position?.column ?? 0);
  assert.ok(columns.every((column, at) => at === 0 || column > (columns[at - 1] ?? 0)));
});

test('a route as large as the API allows, with a thousand routes beside it', () => {
  const names = Array.from({ length: 16 }, (_, at) => `x-h${at}`);
  const headers = names.map((name) => ({ name, value: 'z'.repeat(4096) }));
  const matches = Array.from({ length: 8 }, (_, at) => ({ path: { value: `/${at}${'p'.repeat(1000)}` }, headers }));
  const rules = Array.from({ length: 16 }, () => ({ matches, backendRefs: backend() }));
  const small = Array.from({ length: 1000 }, (_, at) => route(`shop/r${at}`, { hostnames: [`h${at}.test`] }));
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge'),
    ...service('shop/web'),
    route('shop/big', { rules }),
    ...small,
  );
  assert.is(world.decide({ authority: 'h999.test' }).route, 'HTTPRoute/shop/r999');
  const sent = names.map((name): [string, string] => [name, 'z'.repeat(4096)]);
  assert.is(world.decide({ path: `/7${'p'.repeat(1000)}`, headers: sent }).route, 'HTTPRoute/shop/big');
});

test('huge requests: a host, a path, a query and 10,000 headers', () => {
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge'),
    ...service('shop/web'),
    route('shop/cart', { hostnames: ['shop.example.com'] }),
  );
  const long = 'a'.repeat(1_000_000);
  assert.is(world.decide({ authority: long }).code, 400);
  assert.is(world.decide({ authority: `${'a.'.repeat(100_000)}test` }).code, 400);
  assert.is(world.decide({ path: `/${'a/'.repeat(200_000)}?${'q&'.repeat(100_000)}` }).route, 'HTTPRoute/shop/cart');
  const headers = Array.from({ length: 10_000 }, (_, at): [string, string] => [`x-${at}`, 'v']);
  assert.is(world.decide({ headers }).route, 'HTTPRoute/shop/cart');
});

test.run();
