import type { MergeMode } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { service, type World } from '../engine/world.ts';
import { backendSettings, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: every kind at every level');

type Fields = Readonly<Record<string, unknown>>;

interface KindRow {
  readonly kind: string;
  /** A spec that says a number from 1 to 9. */
  readonly spec: (value: number) => Fields;
  /** That number, out of what the rule has become. */
  readonly read: (world: World) => number | undefined;
}

const filterOf = <K extends string>(world: World, kind: K) =>
  ruleOf(world).filters.find((filter): filter is Extract<typeof filter, { kind: K }> => filter.kind === kind);

const accessNumber = (world: World): number | undefined => {
  const [rule] = ruleOf(world).settings.access ?? [];
  return rule?.kind === 'addresses' ? Number(/\.(\d+)\/32$/.exec(rule.deny[0] ?? '')?.[1]) : undefined;
};

/** Of a HeaderPolicy at a Service too, whose filters are the backend's own where several differ. */
const headerNumber = (world: World): number | undefined =>
  Number(filterOf(world, 'requestHeaders')?.changes.set[0]?.value ?? Number.NaN) || undefined;

/** A Service of a name and port in the policy's own namespace, whatever that is. */
const mirrors = (value: number) => ({
  mirrors: [{ name: 'm', backendRef: { name: 'shadow', port: 80 }, percent: value }],
});

const rows: readonly KindRow[] = [
  {
    kind: 'RetryPolicy',
    spec: (maxRetries) => ({ maxRetries }),
    read: (world) => ruleOf(world).settings.retry?.attempts,
  },
  {
    kind: 'TimeoutPolicy',
    spec: (value) => ({ request: `${value}ms` }),
    read: (world) => ruleOf(world).settings.timeouts?.request,
  },
  {
    kind: 'TrafficPolicy',
    spec: (connections) => ({ limits: { connections } }),
    read: (world) => backendSettings(world)?.limits?.connections,
  },
  {
    kind: 'FaultPolicy',
    spec: (percentage) => ({ abort: { statusCode: 503, percentage } }),
    read: (world) => filterOf(world, 'fault')?.abort?.percentage,
  },
  {
    kind: 'RateLimitPolicy',
    spec: (requests) => ({ limits: [{ name: 'a', requests, window: '1s' }] }),
    read: (world) => ruleOf(world).settings.rateLimits?.[0]?.requests,
  },
  {
    kind: 'AccessPolicy',
    spec: (value) => ({ addresses: { deny: [`192.0.2.${value}`] } }),
    read: accessNumber,
  },
  {
    kind: 'CompressionPolicy',
    spec: (minimumLength) => ({ minimumLength }),
    read: (world) => ruleOf(world).settings.compression?.minimumLength,
  },
  {
    kind: 'HeaderPolicy',
    spec: (value) => ({ request: [{ name: 'x-value', action: 'Set', value: String(value) }] }),
    read: headerNumber,
  },
  { kind: 'MirrorPolicy', spec: mirrors, read: (world) => filterOf(world, 'mirror')?.fraction.numerator },
];

const levels = [
  'GatewayClass/routeward',
  'Namespace/infra',
  'Gateway/infra/edge',
  'Gateway/infra/edge#l0',
  'Namespace/shop',
  'HTTPRoute/shop/r',
  'HTTPRoute/shop/r#main',
  'Service/shop/cart',
  'Service/shop/cart#http',
];

const surroundings: readonly Fields[] = [
  ...['infra', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  ...['infra', 'shop'].map((name) => service(`${name}/shadow`)),
];

/** A cluster-scoped policy has no namespace to look for Services in. */
function atLevel({ kind, spec }: KindRow, level: number, mode: string): Fields {
  const target = levels[level - 1] ?? '';
  const text = JSON.stringify(spec(level));
  const values = target.startsWith('GatewayClass/')
    ? text.replace('"name":"shadow"', '"name":"shadow","namespace":"shop"')
    : text;
  return policy(kind, `p${level}`, target, { [mode]: JSON.parse(values) });
}

const come = (row: KindRow, policies: readonly Fields[], mode?: MergeMode) =>
  row.read(shopWorld([...surroundings, ...policies], {}, mode));

for (const row of rows) {
  test(`${row.kind}: alone at each of nine levels`, () => {
    for (const [index, target] of levels.entries()) {
      assert.is(come(row, [atLevel(row, index + 1, 'default')]), index + 1, `default at ${target}`);
      assert.is(come(row, [atLevel(row, index + 1, 'override')]), index + 1, `override at ${target}`);
    }
  });

  test(`${row.kind}: the lowest default, the highest override, an override over any default`, () => {
    const all = (mode: string) => levels.map((_, index) => atLevel(row, index + 1, mode));
    for (let level = 1; level <= levels.length; level += 1) {
      assert.is(come(row, all('default').slice(0, level)), level, `defaults down to ${levels[level - 1]}`);
      assert.is(come(row, all('override').slice(level - 1)), level, `overrides from ${levels[level - 1]} down`);
      const below = levels.map((_, index) => atLevel(row, index + 1, 'default')).filter((_, at) => at + 1 !== level);
      assert.is(come(row, [atLevel(row, level, 'override'), ...below]), level, `override at ${levels[level - 1]}`);
    }
  });

  test(`${row.kind}: where the three modes differ`, () => {
    // A GatewayClass that insists, a Gateway and a route that do not: by the letter the route decides.
    const policies = [atLevel(row, 1, 'override'), atLevel(row, 3, 'default'), atLevel(row, 6, 'default')];
    assert.is(come(row, policies, 'classic'), 1);
    assert.is(come(row, policies, 'gep-713'), 1);
    assert.is(come(row, policies, 'gep-713-literal'), 6);
  });
}

test.run();
