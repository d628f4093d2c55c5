import type { EngineUpdate, ResourceStatus } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWorld, edgeWorld, gateway, gatewayClass, route, service, type World } from './world.ts';

const test = suite('engine: which statuses have to be written');

const keyOf = ({ kind, metadata: { namespace, name } }: ResourceStatus): string =>
  [kind, namespace, name].filter((part) => part !== undefined).join('/');

const written = ({ statusChanges }: EngineUpdate): readonly string[] => statusChanges.map(keyOf);

const statusOf = ({ engine }: World, key: string): ResourceStatus | undefined =>
  engine.status().find((status) => keyOf(status) === key);

test('at first: all that is ours, sorted by key', () => {
  const world = createWorld([]);
  const update = world.upsert(route('shop/r', {}), gateway('infra/edge', [{}]), gatewayClass());
  assert.equal(written(update), ['Gateway/infra/edge', 'GatewayClass/routeward', 'HTTPRoute/shop/r']);
});

test('a change: what it touched and nothing else', () => {
  const world = edgeWorld(
    route('shop/a', {}),
    route('shop/b', { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] }),
  );
  const before = statusOf(world, 'HTTPRoute/shop/a');
  assert.equal(written(world.upsert(service('shop/web'))), ['HTTPRoute/shop/b']);
  assert.equal(written(world.upsert(route('shop/c', {}))), ['Gateway/infra/edge', 'HTTPRoute/shop/c']);
  assert.equal(written(world.delete('HTTPRoute/shop/c')), ['Gateway/infra/edge']);
  assert.is(statusOf(world, 'HTTPRoute/shop/a'), before);
});

test('a route with no parent of ours is never written', () => {
  assert.equal(written(edgeWorld().upsert(route('shop/r', { parentRefs: [{ name: 'nowhere' }] }))), []);
});

/** The manifest as it comes back after its status was written. */
function echo(world: World, manifest: object): object {
  const { metadata } = JSON.parse(JSON.stringify(manifest));
  const kind = 'kind' in manifest ? manifest.kind : '';
  const status = statusOf(
    world,
    [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/'),
  );
  const text = JSON.stringify(status?.status, (key, value) =>
    key === 'conditions' ? value.map((one: object) => ({ ...one, lastTransitionTime: '2026-01-01T00:00:00Z' })) : value,
  );
  return { ...manifest, metadata: { ...metadata, resourceVersion: '2' }, status: JSON.parse(text) };
}

test('what was written comes back and changes nothing', () => {
  const manifests = [gatewayClass(), gateway('infra/edge', [{}]), route('shop/r', {})];
  const world = createWorld(manifests);
  const { configuration } = world.engine;
  const update = world.upsert(...manifests.map((manifest) => echo(world, manifest)));
  assert.equal(written(update), []);
  assert.equal(update.changedGateways, []);
  assert.is(update.configuration, configuration);
});

test('a controller that starts again has nothing to write where all is written', () => {
  const manifests = [gatewayClass(), gateway('infra/edge', [{}]), route('shop/r', {})];
  const world = createWorld(manifests);
  assert.equal(written(createWorld([]).upsert(...manifests.map((manifest) => echo(world, manifest)))), []);
});

test('what somebody took out of a status is written again', () => {
  const manifest = route('shop/r', {});
  const world = edgeWorld(manifest);
  world.upsert(echo(world, manifest));
  assert.equal(written(world.upsert({ ...manifest, status: { parents: [] } })), ['HTTPRoute/shop/r']);
});

test('the last parent goes: the entry is taken out', () => {
  const manifest = route('shop/r', {});
  const world = edgeWorld(manifest);
  world.upsert(echo(world, manifest));
  const update = world.delete('Gateway/infra/edge');
  assert.equal(written(update), ['HTTPRoute/shop/r']);
  assert.equal(update.statusChanges[0]?.status, { parents: [] });
});

test('a change to and fro leaves the objects of before', () => {
  const world = edgeWorld(route('shop/r', {}));
  const before = statusOf(world, 'HTTPRoute/shop/r');
  world.upsert(route('shop/r', { hostnames: ['a.test'] }));
  assert.is(statusOf(world, 'HTTPRoute/shop/r'), before);
});

test.run();
