import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvoySnapshot, JsonObject, Translator } from '@routeward/adapters-envoy';
import {
  createFileDelivery,
  createRestHandler,
  fileConfigSource,
  restBootstrap,
  restConfigSource,
  SnapshotStore,
} from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from '../envoy/support/envoy-binary.ts';
import { EnvoyProcess } from '../envoy/support/envoy-process.ts';
import { NamedBackends } from './support/backends.ts';
import { DemoWorld } from './support/demo-world.ts';
import { Client, Load, until } from './support/load.ts';

const test = suite('envoy delivery: files and REST');

const binary = findEnvoy();
const host = 'shop.example.com';
const services = ['a', 'b', 'c'];
const node = { id: 'one', cluster: 'fleet' };

/** Traffic under load while one backend takes another's place, and goes again. */
async function withTraffic(
  envoyBinary: string,
  translatorOf: (world: DemoWorld, backends: NamedBackends) => Translator,
  start: (snapshot: EnvoySnapshot) => Promise<JsonObject>,
  publish: (snapshot: EnvoySnapshot) => Promise<void>,
): Promise<void> {
  const backends = await NamedBackends.start(services);
  const world = new DemoWorld(services);
  const translator = translatorOf(world, backends);
  const at = (service: string): EnvoySnapshot =>
    world.apply(translator, [world.route('shop', host, [{ prefix: '/', service }])]);
  const envoy = await EnvoyProcess.start(envoyBinary, await start(at('a')));
  const client = new Client((await envoy.ports()).get('app/web/80') ?? 0);
  try {
    await until(
      () => client.ask(host, '/'),
      ({ body }) => body === 'a',
    );
    const load = new Load(client, host, '/', ({ status, body }) => status === 200 && services.includes(body));
    for (const service of ['b', 'c', 'a']) {
      await publish(at(service));
      await until(
        () => client.ask(host, '/'),
        ({ body }) => body === service,
      );
    }
    await load.stop();
    assert.equal(load.failures, []);
    assert.not.match(envoy.log, /rejected/);
  } finally {
    client.close();
    await envoy.stop();
    backends.close();
  }
}

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'routeward-files-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rest = async (snapshots: SnapshotStore): Promise<{ server: Server; port: number }> => {
  const handler = createRestHandler({ snapshots, removalDelay: 200 });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (!handler(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
};

if (binary === undefined) skipped('files and REST');
else {
  test('files: an Envoy follows a folder under load without a failed request', async () => {
    await inFolder(async (folder) => {
      const delivery = createFileDelivery({ folder, node, warmingDelay: 300, removalDelay: 300 });
      await withTraffic(
        binary,
        (world, { ports }) => world.translator(ports, { configSource: fileConfigSource(folder) }),
        async (snapshot) => {
          await delivery.write(snapshot);
          const bootstrap: JsonObject = JSON.parse(readFileSync(join(folder, 'bootstrap.json'), 'utf8'));
          return bootstrap;
        },
        (snapshot) => delivery.write(snapshot),
      );
    });
  });

  test('REST: an Envoy that polls follows under load without a failed request', async () => {
    const snapshots = new SnapshotStore();
    const { server, port } = await rest(snapshots);
    try {
      await withTraffic(
        binary,
        (world, { ports }) => world.translator(ports, { configSource: () => restConfigSource(100) }),
        async (snapshot) => {
          snapshots.set(snapshot);
          return restBootstrap({ node, address: '127.0.0.1', port, refresh: 100 });
        },
        async (snapshot) => snapshots.set(snapshot),
      );
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
}

/** Every file below a folder with its content and when it was changed. */
const filesOf = (folder: string): ReadonlyMap<string, { text: string; changed: number }> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, { text: readFileSync(path, 'utf8'), changed: statSync(path).mtimeMs }]),
  );

test('files: one resource a file; what has not changed is not touched, what is gone is taken away last', async () => {
  await inFolder(async (folder) => {
    const world = new DemoWorld(services);
    const translator = world.translator(new Map(), { configSource: fileConfigSource(folder) });
    const at = (service: string): EnvoySnapshot =>
      world.apply(translator, [world.route('shop', host, [{ prefix: '/', service }])]);
    const delivery = createFileDelivery({ folder, node, warmingDelay: 0, removalDelay: 200 });
    await delivery.write(at('a'));
    const before = filesOf(folder);
    assert.is([...before.keys()].filter((path) => path.includes('/rds/')).length, 1);
    assert.is([...before.keys()].filter((path) => path.includes('/eds/')).length, 1);
    const work = delivery.write(at('b'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const between = filesOf(folder);
    assert.is([...between.keys()].filter((path) => path.includes('/eds/')).length, 2, 'the old one is still there');
    await work;
    const after = filesOf(folder);
    assert.is([...after.keys()].filter((path) => path.includes('/eds/')).length, 1);
    const listeners = join(folder, 'lds.json');
    assert.is(after.get(listeners)?.changed, before.get(listeners)?.changed, 'no listener changed');
    assert.not.ok(
      [...after.keys()].some((path) => path.includes('.routeward-')),
      'nothing unfinished is left',
    );
    const content: { resources: unknown[] } = JSON.parse(after.get(join(folder, 'cds.json'))?.text ?? '{}');
    assert.is(content.resources.length, 1);
  });
});

async function post(port: number, kind: string, body: string): Promise<{ status: number; value: JsonObject }> {
  const response = await fetch(`http://127.0.0.1:${port}/v3/discovery:${kind}`, { method: 'POST', body });
  const text = await response.text();
  return { status: response.status, value: text === '' ? {} : JSON.parse(text) };
}

test('REST: 304 for what is current; routes wait for clusters; bad requests are refused', async () => {
  const world = new DemoWorld(services);
  const translator = world.translator(new Map(), { configSource: () => restConfigSource() });
  const at = (service: string): EnvoySnapshot =>
    world.apply(translator, [world.route('shop', host, [{ prefix: '/', service }])]);
  const snapshots = new SnapshotStore();
  const { server, port } = await rest(snapshots);
  const ask = (kind: string, version = '', names: string[] = []) =>
    post(port, kind, JSON.stringify({ node, version_info: version, resource_names: names }));
  try {
    assert.is((await ask('clusters')).status, 403, 'no snapshot');
    snapshots.set(at('a'));
    const clusters = await ask('clusters');
    const version = String(clusters.value['version_info']);
    assert.is((await ask('clusters', version)).status, 304);
    const routes = await ask('routes', '', ['app/web/80']);
    snapshots.set(at('b'));
    const same = await ask('routes', String(routes.value['version_info']), ['app/web/80']);
    assert.is(same.status, 304, 'the new cluster is not there yet');
    const both = await ask('clusters', version);
    assert.is(Array.isArray(both.value['resources']) && both.value['resources'].length, 2, 'old and new');
    const [, name = ''] = /"name":"(Service\/app\/b\/80[^"]*)"/.exec(JSON.stringify(both.value)) ?? [];
    await ask('endpoints', '', [name]);
    await ask('clusters', String(both.value['version_info']));
    assert.is((await ask('routes', String(routes.value['version_info']), ['app/web/80'])).status, 200);
    assert.is((await post(port, 'clusters', 'no JSON')).status, 400);
    assert.is((await post(port, 'clusters', `"${'x'.repeat(1_100_000)}"`).catch(() => ({ status: 413 }))).status, 413);
    assert.is((await fetch(`http://127.0.0.1:${port}/v3/discovery:clusters`)).status, 405);
    assert.is((await fetch(`http://127.0.0.1:${port}/v3/other`)).status, 404);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test.run();
