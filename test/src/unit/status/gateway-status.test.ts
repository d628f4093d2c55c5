import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  edgeWorld,
  gateway,
  gatewayClass,
  resourceOf,
  route,
  statusOf,
  type World,
} from '../engine/world.ts';

const test = suite('status: Gateways and their classes');

const counts = (world: World): readonly (readonly [string, number])[] =>
  (statusOf(world, 'Gateway/infra/edge')?.listeners ?? []).map(({ name, attachedRoutes }) => [name, attachedRoutes]);

const edge = { namespace: 'infra', name: 'edge' };

test('attachedRoutes counts the routes that each listener took', () => {
  const world = createWorld([
    gatewayClass(),
    gateway('infra/edge', [
      {},
      { hostname: 'two.test' },
      { allowedRoutes: { namespaces: { from: 'Same' } }, port: 81 },
    ]),
    route('shop/all', {}),
    route('shop/first', { parentRefs: [{ ...edge, sectionName: 'l0' }] }),
    route('shop/other-host', { hostnames: ['other.test'] }),
    route('shop/refused', { parentRefs: [{ ...edge, sectionName: 'l2' }] }),
  ]);
  assert.equal(counts(world), [
    ['l0', 3],
    ['l1', 1],
    ['l2', 0],
  ]);
  world.delete('HTTPRoute/shop/first');
  world.upsert(route('shop/other-host', { hostnames: ['two.test'] }));
  assert.equal(counts(world), [
    ['l0', 2],
    ['l1', 2],
    ['l2', 0],
  ]);
});

test('a listener that can’t serve counts its routes all the same, and serves none', () => {
  const https = { protocol: 'HTTPS', port: 443, tls: { certificateRefs: [{ name: 'gone' }] } };
  const world = createWorld([gatewayClass(), gateway('infra/edge', [{}, https]), route('shop/r', {})]);
  assert.equal(counts(world), [
    ['l0', 1],
    ['l1', 1],
  ]);
  assert.equal(
    world.engine.configuration.gateways[0]?.listeners.map(({ name }) => name),
    ['l0'],
  );
});

test('a route whose backends don’t resolve is counted', () => {
  const rules = [{ backendRefs: [{ name: 'gone', port: 80 }] }];
  assert.equal(counts(edgeWorld(route('shop/r', { rules }))), [['l0', 1]]);
});

test('listeners stand in the Gateway’s order; those that are gone are gone', () => {
  const world = createWorld([gatewayClass(), gateway('infra/edge', [{ name: 'b' }, { name: 'a', port: 81 }])]);
  assert.equal(
    counts(world).map(([name]) => name),
    ['b', 'a'],
  );
  world.upsert(gateway('infra/edge', [{ name: 'a', port: 81 }]));
  assert.equal(
    counts(world).map(([name]) => name),
    ['a'],
  );
});

const condition = (type: string, fields: object = {}) => ({
  type,
  status: 'False',
  reason: 'R',
  message: 'm',
  observedGeneration: 1,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...fields,
});

const withStatus = (status: object) => ({ ...gateway('infra/edge', [{}]), status });

test('condition types of others stay on the Gateway and on its listeners, ours are replaced', () => {
  const conditions = [condition('Accepted'), condition('other.example/Thing')];
  const world = createWorld([
    gatewayClass(),
    withStatus({ conditions, listeners: [{ name: 'l0', attachedRoutes: 5, supportedKinds: [], conditions }] }),
  ]);
  const status = statusOf(world, 'Gateway/infra/edge');
  for (const list of [status?.conditions ?? [], status?.listeners?.[0]?.conditions ?? []]) {
    const byType = new Map(list.map((one) => [one.type, one]));
    assert.is(byType.get('Accepted')?.status, 'True');
    assert.equal(byType.get('other.example/Thing'), condition('other.example/Thing'));
    assert.is(byType.size, list.length);
  }
  assert.is(status?.listeners?.[0]?.attachedRoutes, 0);
});

test('addresses stay: whoever binds them writes them', () => {
  const addresses = [{ type: 'IPAddress', value: '192.0.2.1' }];
  const world = createWorld([gatewayClass(), withStatus({ addresses })]);
  assert.equal(statusOf(world, 'Gateway/infra/edge')?.addresses, addresses);
});

test('a status that was written for a newer generation stays as it is', () => {
  const status = { conditions: [condition('Accepted', { observedGeneration: 2 })] };
  const world = createWorld([gatewayClass(), withStatus(status)]);
  assert.equal(statusOf(world, 'Gateway/infra/edge'), status);
});

test('a Gateway that is no longer ours has no status of ours', () => {
  const world = edgeWorld();
  assert.ok(statusOf(world, 'Gateway/infra/edge'));
  world.upsert({
    ...gateway('infra/edge', [{}]),
    spec: { gatewayClassName: 'gone', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }] },
  });
  assert.is(statusOf(world, 'Gateway/infra/edge'), undefined);
});

test('a class of ours is accepted and lists what is supported, sorted, each once', () => {
  const status = statusOf(createWorld([gatewayClass()]), 'GatewayClass/routeward');
  assert.equal(
    status?.conditions?.map(({ type, status: value, reason }) => `${type}=${value}/${reason}`),
    ['Accepted=True/Accepted'],
  );
  const names = status?.supportedFeatures?.map(({ name }) => name) ?? [];
  assert.ok(names.length > 0 && names.length <= 64);
  assert.equal(names, [...new Set(names)].sort());
  for (const core of ['Gateway', 'HTTPRoute', 'ReferenceGrant']) assert.ok(names.includes(core));
});

test('a class keeps the condition types of others, and what was written for a newer generation', () => {
  const conditions = [condition('Accepted'), condition('other.example/Thing')];
  const kept = statusOf(createWorld([{ ...gatewayClass(), status: { conditions } }]), 'GatewayClass/routeward');
  assert.equal(
    kept?.conditions?.map(({ type, status }) => `${type}=${status}`),
    ['Accepted=True', 'other.example/Thing=False'],
  );
  const status = { conditions: [condition('Accepted', { observedGeneration: 2 })] };
  assert.equal(statusOf(createWorld([{ ...gatewayClass(), status }]), 'GatewayClass/routeward'), status);
});

test('a class with parameters is not accepted, nor its Gateways', () => {
  const { spec, ...rest } = JSON.parse(JSON.stringify(resourceOf(gatewayClass())));
  const parametersRef = { group: 'example.com', kind: 'Parameters', name: 'p' };
  const world = createWorld([
    { ...rest, spec: { ...spec, parametersRef } },
    gateway('infra/edge', [{}]),
    route('shop/r', {}),
  ]);
  assert.is(statusOf(world, 'GatewayClass/routeward')?.conditions?.[0]?.reason, 'InvalidParameters');
  assert.ok(world.engine.findings().some(({ resource }) => resource === 'GatewayClass/routeward'));
  assert.equal(world.engine.configuration.gateways[0]?.listeners, []);
});

test('a class of another controller has no status of ours', () => {
  assert.is(statusOf(createWorld([gatewayClass('c', 'a.b/c')]), 'GatewayClass/c'), undefined);
});

test.run();
