import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  edgeWorld,
  gateway,
  gatewayClass,
  listenersOf,
  route,
  service,
  slice,
  type World,
} from '../engine/world.ts';

const test = suite('effective: versions');

const versionOf = ({ engine }: World): string => engine.configuration.version;

const to = (name: string) => ({ rules: [{ backendRefs: [{ name, port: 80 }] }] });

test('versions are 16 hexadecimal digits, of an empty configuration too', () => {
  assert.match(versionOf(createWorld([])), /^[0-9a-f]{16}$/);
  const world = edgeWorld(route('shop/r', {}));
  const [listener] = listenersOf(world);
  for (const version of [versionOf(world), listener?.version, listener?.virtualHosts[0]?.version]) {
    assert.match(version ?? '', /^[0-9a-f]{16}$/);
  }
});

test('the same resources have the same version, in another engine and in another order', () => {
  const manifests = [gatewayClass(), gateway('infra/edge', [{}]), route('shop/a', {}), route('shop/b', {})];
  assert.is(versionOf(createWorld(manifests)), versionOf(createWorld(manifests.toReversed())));
});

const changes: readonly (readonly [string, unknown])[] = [
  [
    'a path',
    route('shop/r', { rules: [{ matches: [{ path: { value: '/x' } }], backendRefs: [{ name: 'web', port: 80 }] }] }),
  ],
  ['a hostname', route('shop/r', { ...to('web'), hostnames: ['a.test'] })],
  ['a rule’s name', route('shop/r', { rules: [{ name: 'n', backendRefs: [{ name: 'web', port: 80 }] }] })],
  ['an age', route('shop/r', to('web'), { creationTimestamp: '2020-01-01T00:00:00Z' })],
  ['a listener’s port', gateway('infra/edge', [{ port: 81 }])],
  ['an endpoint', slice('shop/web-1', 'web', ['10.0.0.2'])],
  ['a further Gateway', gateway('infra/other', [{}])],
];

for (const [what, manifest] of changes) {
  test(`${what} changes the version, and taking it back brings the version back`, () => {
    const before = [service('shop/web'), slice('shop/web-1', 'web', ['10.0.0.1']), route('shop/r', to('web'))];
    const world = edgeWorld(...before);
    const version = versionOf(world);
    const update = world.upsert(manifest);
    assert.is.not(versionOf(world), version);
    assert.is(update.configuration, world.engine.configuration);
    world.delete('Gateway/infra/other');
    world.upsert(gateway('infra/edge', [{}]), ...before);
    assert.is(versionOf(world), version);
  });
}

test('what says nothing about traffic changes no version', () => {
  const world = edgeWorld(route('shop/r', {}));
  const { configuration } = world.engine;
  world.upsert(route('shop/r', {}, { generation: 2, labels: { a: 'b' }, resourceVersion: '7' }));
  world.upsert(service('shop/unused'));
  world.upsert(route('shop/elsewhere', { parentRefs: [{ name: 'nowhere' }] }));
  assert.is(world.engine.configuration, configuration);
});

test('the version of a long list depends on each of its items', () => {
  const names = Array.from({ length: 700 }, (_, index) => `h${index}.test`);
  const one = (name: string, path: string) =>
    route(`shop/${name.replace('.', '-')}`, { hostnames: [name], rules: [{ matches: [{ path: { value: path } }] }] });
  const manifests = names.map((name) => one(name, '/'));
  const world = edgeWorld(...manifests);
  const version = versionOf(world);
  for (const at of [0, 350, 699]) {
    const name = names[at] ?? '';
    world.upsert(one(name, '/changed'));
    assert.is.not(versionOf(world), version);
    const fresh = edgeWorld(...manifests.with(at, one(name, '/changed')));
    assert.is(versionOf(world), versionOf(fresh));
    world.upsert(one(name, '/'));
    assert.is(versionOf(world), version);
  }
  world.delete('HTTPRoute/shop/h350-test');
  assert.is(versionOf(world), versionOf(edgeWorld(...manifests.toSpliced(350, 1))));
});

test('everything in the configuration is frozen', () => {
  const world = edgeWorld(
    service('shop/web'),
    slice('shop/web-1', 'web', ['10.0.0.1']),
    route('shop/r', { rules: [{ backendRefs: [{ name: 'web', port: 80 }], timeouts: { request: '1s' } }] }),
  );
  const check = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    assert.ok(Object.isFrozen(value), `${path} is not frozen`);
    for (const [key, part] of Object.entries(value)) check(part, `${path}.${key}`);
  };
  check(world.engine.configuration, 'configuration');
});

test.run();
