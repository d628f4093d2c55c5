import { translate } from '@routeward/adapters-envoy';
import {
  adsBootstrap,
  checkResource,
  createAdsServer,
  createRouteScopes,
  SnapshotStore,
} from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from '../envoy/support/envoy-binary.ts';
import { EnvoyProcess } from '../envoy/support/envoy-process.ts';
import { NamedBackends } from './support/backends.ts';
import { DemoWorld } from './support/demo-world.ts';
import { Client, until } from './support/load.ts';

const test = suite('envoy delivery: scopes');

const services = ['exact', 'wild', 'any'];

function madeWorld(): DemoWorld {
  const world = new DemoWorld(services);
  world.engine.apply([
    ...Array.from({ length: 20 }, (_, index) =>
      world.route(`exact-${index}`, `h${index}.example.com`, [{ prefix: `/p${index}`, service: 'exact' }]),
    ),
    world.route('wild', '*.example.com', [{ prefix: '/wild', service: 'wild' }]),
    world.route('any', undefined, [{ prefix: '/any', service: 'any' }]),
  ]);
  return world;
}

test('a change of one host changes the route configuration of one scope, and no listener', () => {
  const world = madeWorld();
  const translator = world.translator(new Map());
  const scopes = createRouteScopes(8);
  const before = scopes.spread(world.apply(translator, []));
  const change = world.route('exact-3', 'h3.example.com', [{ prefix: '/other', service: 'exact' }]);
  const after = scopes.spread(world.apply(translator, [change]));
  assert.is(after.routes.size, 8);
  assert.is(after.scopes?.size, 8);
  const changed = [...after.routes].filter(([name, resource]) => before.routes.get(name) !== resource);
  assert.is(changed.length, 1);
  for (const [name, listener] of after.listeners) assert.is(before.listeners.get(name), listener);
});

test('the same resources whether they came at once or one after the other', () => {
  const world = madeWorld();
  const translator = world.translator(new Map());
  const scopes = createRouteScopes(8);
  scopes.spread(world.apply(translator, []));
  const change = world.route('exact-3', 'h3.example.com', [{ prefix: '/other', service: 'exact' }]);
  const grown = scopes.spread(world.apply(translator, [change]));
  const anew = createRouteScopes(8).spread(world.apply(translator, []));
  assert.equal([...grown.routes.values()], [...anew.routes.values()]);
  assert.equal(grown.listeners, anew.listeners);
});

test("what is made is of Envoy's API", () => {
  const world = madeWorld();
  const { listeners, routes, scopes = new Map() } = createRouteScopes(4).spread(translate(world.engine.configuration));
  const findings = [listeners, routes, scopes].flatMap((part) => [...part.values()].flatMap(checkResource));
  assert.equal(findings, []);
});

const binary = findEnvoy();

const requests: readonly [host: string, path: string, expected: string][] = [
  ['h3.example.com', '/p3', 'exact'],
  ['H3.Example.COM:8080', '/p3', 'exact'],
  ['h3.example.com.', '/p3', 'exact'],
  ['h3.example.com', '/wild', 'wild'],
  ['h3.example.com', '/any', 'any'],
  ['other.example.com', '/wild', 'wild'],
  ['other.example.com', '/any', 'any'],
  ['deep.other.example.com', '/wild', 'wild'],
  ['example.com', '/any', 'any'],
  ['[::1]:80', '/any', 'any'],
  ['h3.example.com', '/p4', ''],
  ['h99.example.com', '/p3', ''],
];

if (binary === undefined) skipped('scopes');
else {
  test('a real Envoy decides with scopes as without, and follows a change', async () => {
    const world = madeWorld();
    const backends = await NamedBackends.start(services);
    const translator = world.translator(backends.ports);
    const scopes = createRouteScopes(8);
    const snapshots = new SnapshotStore();
    snapshots.set(scopes.spread(world.apply(translator, [])));
    const refusals: string[] = [];
    const onEvent: Parameters<typeof createAdsServer>[0]['onEvent'] = (event) => {
      if (event.kind === 'refused') refusals.push(event.message);
    };
    const server = createAdsServer({ snapshots, onEvent });
    const port = await server.listen(0);
    const node = { id: 'one', cluster: 'fleet' };
    const envoy = await EnvoyProcess.start(binary, adsBootstrap({ node, address: '127.0.0.1', port }));
    const client = new Client((await envoy.ports()).get('app/web/80') ?? 0);
    try {
      await until(
        () => client.ask('h3.example.com', '/p3'),
        ({ status }) => status === 200,
      );
      for (const [host, path, expected] of requests) {
        const { status, body } = await client.ask(host, path);
        assert.equal([host, path, status, body], [host, path, expected === '' ? 404 : 200, expected]);
      }
      const change = world.route('exact-3', 'h3.example.com', [{ prefix: '/new', service: 'exact' }]);
      snapshots.set(scopes.spread(world.apply(translator, [change])));
      await until(
        () => client.ask('h3.example.com', '/new'),
        ({ body }) => body === 'exact',
      );
      assert.is((await client.ask('h3.example.com', '/p3')).status, 404);
      assert.equal(refusals, []);
    } finally {
      client.close();
      await envoy.stop();
      await server.close();
      backends.close();
    }
  });
}

test.run();
