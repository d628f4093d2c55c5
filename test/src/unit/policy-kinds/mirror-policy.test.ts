import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { service, slice } from '../engine/world.ts';
import { assertRefused, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: MirrorPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onRoute = (spec: Fields) => policy('MirrorPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('MirrorPolicy', 'gateway', 'Gateway/infra/edge', spec);

const shadow = [service('shop/shadow'), slice('shop/shadow-1', 'shadow', ['10.0.0.9'])];
const audit = service('audit/log');

/** For MirrorPolicies of namespace `shop`. */
const grant: Fields = {
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { namespace: 'audit', name: 'mirrors' },
  spec: {
    from: [{ group: 'policy.routeward.dev', kind: 'MirrorPolicy', namespace: 'shop' }],
    to: [{ group: '', kind: 'Service' }],
  },
};

test('adds copies behind those that the rule makes itself, and the backends that they go to', () => {
  const mirrors = [
    { name: 'part', backendRef: { name: 'shadow', port: 80 }, percent: 10 },
    { name: 'third', backendRef: { name: 'shadow', port: 80 }, fraction: { numerator: 1, denominator: 3 } },
  ];
  const world = shopWorld([...shadow, onRoute({ default: { mirrors } })]);
  const ref = { group: '', kind: 'Service', namespace: 'shop', name: 'shadow', port: 80 };
  const backend = 'Service/shop/shadow/80';
  assert.equal(ruleOf(world).filters, [
    { kind: 'mirror', backend, ref, fraction: { numerator: 10, denominator: 100 } },
    { kind: 'mirror', backend, ref, fraction: { numerator: 1, denominator: 3 } },
  ]);
  const found = world.engine.configuration.backends.find(({ key }) => key === backend);
  assert.equal(
    found?.endpoints.map(({ address }) => address),
    ['10.0.0.9'],
  );
});

test('a Service of another namespace needs a grant for the kind of policy; without it the traffic itself goes on', () => {
  const mirrors = [{ name: 'log', backendRef: { name: 'log', namespace: 'audit', port: 80 } }];
  const policies = [audit, onRoute({ default: { mirrors } })];
  const world = shopWorld(policies);
  assert.equal(ruleOf(world).filters, []);
  assert.is(ruleOf(world).action.kind, 'forward');
  world.upsert(grant);
  assert.is(ruleOf(world).filters.length, 1);
  world.delete('ReferenceGrant/audit/mirrors');
  assert.is(ruleOf(world).filters.length, 0);
});

test('a reference is looked up in the namespace of the policy that it comes from', () => {
  const mirrors = [{ name: 'copy', backendRef: { name: 'shadow', port: 80 } }];
  const filters = (...more: readonly Fields[]) => ruleOf(shopWorld([...shadow, ...more])).filters;
  assert.is(filters(onGateway({ default: { mirrors } })).length, 0, 'infra has no such Service');
  assert.is(filters(service('infra/shadow'), onGateway({ default: { mirrors } })).length, 1);
  const below = onRoute({ default: { mirrors: [{ name: 'copy', backendRef: { name: 'shadow', port: 80 } }] } });
  const [filter] = filters(service('infra/shadow'), onGateway({ default: { mirrors } }), below);
  assert.is(filter?.kind === 'mirror' && filter.ref.namespace, 'shop');
});

test('a cluster-scoped policy names the namespace, and needs no grant', () => {
  const onClass = (backendRef: Fields) =>
    policy('MirrorPolicy', 'all', 'GatewayClass/routeward', { default: { mirrors: [{ name: 'log', backendRef }] } });
  const [filter] = ruleOf(shopWorld([audit, onClass({ name: 'log', namespace: 'audit', port: 80 })])).filters;
  assert.is(filter?.kind === 'mirror' && filter.ref.namespace, 'audit');
  assert.equal(ruleOf(shopWorld([audit, onClass({ name: 'log', port: 80 })])).filters, []);
});

test('every bad value is refused by name and path', () => {
  const mirror = (fields: Fields) =>
    JSON.parse(JSON.stringify({ mirrors: [{ name: 'a', backendRef: { name: 'b', port: 80 }, ...fields }] }));
  assertRefused('MirrorPolicy', [
    [mirror({ name: '' }), 'mirrors[0].name'],
    [mirror({ backendRef: { name: 'b' } }), 'mirrors[0].backendRef.port'],
    [mirror({ backendRef: { port: 80 } }), 'mirrors[0].backendRef.name'],
    [mirror({ backendRef: { name: 'b', port: 0 } }), 'mirrors[0].backendRef.port'],
    [mirror({ backendRef: { name: 'b', port: 80, namespace: 'A_B' } }), 'mirrors[0].backendRef.namespace'],
    [mirror({ percent: 101 }), 'mirrors[0].percent'],
    [mirror({ percent: 5, fraction: { numerator: 1 } }), 'mirrors[0]'],
    [mirror({ fraction: { numerator: 3, denominator: 2 } }), 'mirrors[0].fraction'],
  ]);
});

test.run();
