import { credentials } from '@grpc/grpc-js';
import { typeUrls } from '@routeward/adapters-envoy';
import {
  type AdsServer,
  type AdsServerOptions,
  createAdsServer,
  type DeliveryEvent,
  SnapshotStore,
} from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned } from '../envoy/support/certificate.ts';
import { type MadeWorld, madeSnapshot } from './support/made-snapshot.ts';
import { RawClient } from './support/raw-client.ts';

const test = suite('envoy delivery: ADS server');

const world: MadeWorld = { clusters: { c0: 1, c1: 1 }, listeners: { l0: 1 }, endpoints: 1, routes: { l0: ['c0'] } };
const node = { id: 'one', cluster: 'fleet' };

interface Served {
  readonly snapshots: SnapshotStore;
  readonly server: AdsServer;
  readonly port: number;
  readonly events: DeliveryEvent[];
}

async function withServer(
  options: Partial<AdsServerOptions>,
  body: (served: Served) => Promise<void>,
  first: MadeWorld = world,
): Promise<void> {
  const snapshots = options.snapshots ?? new SnapshotStore();
  if (!options.snapshots) snapshots.set(madeSnapshot(first));
  const events: DeliveryEvent[] = [];
  const server = createAdsServer({ removalDelay: 0, onEvent: (event) => events.push(event), ...options, snapshots });
  const port = await server.listen(0);
  try {
    await body({ snapshots, server, port, events });
  } finally {
    await server.close();
  }
}

/** Names and versions of a delta response. */
const resourcesOf = (response: Awaited<ReturnType<RawClient['next']>>): string[] =>
  (Array.isArray(response['resources']) ? response['resources'] : []).map(
    ({ name, version }: { name: string; version: string }) => `${name} ${version}`,
  );

async function fails(answer: Promise<unknown>): Promise<void> {
  const outcome = await answer.then(
    () => 'answered',
    () => 'failed',
  );
  assert.is(outcome, 'failed');
}

const nonceOf = (response: Awaited<ReturnType<RawClient['next']>>): string => String(response['nonce']);

test('delta: a wildcard gives everything, an ACK is quiet, a change gives what changed', async () => {
  await withServer({}, async ({ port, snapshots }) => {
    const client = new RawClient(port, 'delta');
    client.send({ node, type_url: typeUrls.cluster });
    const all = await client.next();
    assert.equal(resourcesOf(all), ['c0 1', 'c1 1']);
    client.send({ type_url: typeUrls.cluster, response_nonce: nonceOf(all) });
    snapshots.set(madeSnapshot({ ...world, clusters: { c0: 1, c1: 2 } }));
    const changed = await client.next();
    assert.equal(resourcesOf(changed), ['c1 2']);
    assert.equal(client.unread, []);
    client.close();
  });
});

test('delta: a client that comes back is told only what it does not have, and what is gone', async () => {
  await withServer({}, async ({ port }) => {
    const client = new RawClient(port, 'delta');
    const initial_resource_versions = { c0: '1', c1: 'older', c9: '1' };
    client.send({ node, type_url: typeUrls.cluster, initial_resource_versions });
    const first = await client.next();
    assert.equal(resourcesOf(first), ['c1 1']);
    assert.is(first['removed_resources'], undefined);
    client.send({ type_url: typeUrls.cluster, response_nonce: nonceOf(first) });
    // What routes and listeners of its own it has must be known before anything is taken away.
    client.send({ type_url: typeUrls.listener, initial_resource_versions: { l0: '1' } });
    const listeners = await client.next();
    assert.equal(resourcesOf(listeners), []);
    client.send({ type_url: typeUrls.listener, response_nonce: nonceOf(listeners) });
    const last = await client.next();
    assert.equal(last['removed_resources'], ['c9']);
    client.close();
  });
});

test('delta: a name that does not exist is answered at once', async () => {
  await withServer({}, async ({ port }) => {
    const client = new RawClient(port, 'delta');
    client.send({ node, type_url: typeUrls.routes, resource_names_subscribe: ['l0', 'nowhere'] });
    const response = await client.next();
    assert.equal(resourcesOf(response), ['l0 c0']);
    assert.equal(response['removed_resources'], ['nowhere']);
    client.close();
  });
});

test('state of the world: clusters come all together, an old nonce is not answered', async () => {
  await withServer({}, async ({ port, snapshots }) => {
    const client = new RawClient(port, 'sotw');
    client.send({ node, type_url: typeUrls.cluster });
    const first = await client.next();
    assert.is(Array.isArray(first['resources']) && first['resources'].length, 2);
    client.send({ type_url: typeUrls.cluster, response_nonce: 'never sent', version_info: 'x' });
    client.send({
      type_url: typeUrls.cluster,
      response_nonce: nonceOf(first),
      version_info: String(first['version_info']),
    });
    snapshots.set(madeSnapshot({ ...world, clusters: { c0: 1, c1: 2 } }));
    const second = await client.next();
    assert.is(Array.isArray(second['resources']) && second['resources'].length, 2);
    assert.equal(client.unread, []);
    client.close();
  });
});

test('a refusal is an event with the object that caused it; the refused version is not sent again', async () => {
  await withServer({}, async ({ port, snapshots, events }) => {
    const client = new RawClient(port, 'delta');
    client.send({ node, type_url: typeUrls.routes, resource_names_subscribe: ['l0'] });
    const first = await client.next();
    const error_detail = { code: 3, message: 'no such thing: c0' };
    client.send({ type_url: typeUrls.routes, response_nonce: nonceOf(first), error_detail });
    snapshots.set(madeSnapshot({ ...world, clusters: { c0: 1, c1: 5 } }));
    snapshots.set(madeSnapshot({ ...world, routes: { l0: ['c1'] } }));
    const second = await client.next();
    assert.equal(resourcesOf(second), ['l0 c1']);
    const refused = events.find(({ kind }) => kind === 'refused');
    assert.ok(refused?.kind === 'refused');
    assert.is(refused.resource, 'l0');
    assert.match(refused.finding.message, 'no such thing');
    client.close();
  });
});

test('of several route configurations in one refused response, the good ones get through', async () => {
  const several: MadeWorld = {
    ...world,
    listeners: { l0: 1, l1: 1, l2: 1 },
    routes: { l0: ['c0'], l1: ['c1'], l2: [] },
  };
  await withServer(
    {},
    async ({ port, events }) => {
      const client = new RawClient(port, 'delta');
      client.send({ node, type_url: typeUrls.routes, resource_names_subscribe: ['l0', 'l1', 'l2'] });
      const taken: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        const response = await client.next();
        const names = resourcesOf(response);
        const isBad = names.some((name) => name.startsWith('l1'));
        if (!isBad) taken.push(...names);
        const answer = { type_url: typeUrls.routes, response_nonce: nonceOf(response) };
        client.send(isBad ? { ...answer, error_detail: { code: 3, message: 'something is wrong' } } : answer);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(taken.sort(), ['l0 c0', 'l2 none']);
      assert.equal(
        events.flatMap((event) => (event.kind === 'refused' ? [event.resource] : [])),
        ['l1'],
      );
      client.close();
    },
    several,
  );
});

test('each node gets its own snapshot; one that has none is turned away', async () => {
  const snapshots = new SnapshotStore();
  snapshots.set(madeSnapshot({ ...world, clusters: { own: 1 } }), 'one');
  snapshots.set(madeSnapshot({ ...world, clusters: { shared: 1 } }), 'app/web');
  await withServer({ snapshots }, async ({ port, events }) => {
    const own = new RawClient(port, 'delta');
    own.send({ node: { id: 'one', cluster: 'x' }, type_url: typeUrls.cluster });
    assert.equal(resourcesOf(await own.next()), ['own 1']);
    const shared = new RawClient(port, 'delta');
    shared.send({ node: { id: 'two', cluster: 'app/web' }, type_url: typeUrls.cluster });
    assert.equal(resourcesOf(await shared.next()), ['shared 1']);
    const stranger = new RawClient(port, 'delta');
    stranger.send({ node: { id: 'x', cluster: 'y' }, type_url: typeUrls.cluster });
    await fails(stranger.next());
    assert.match(stranger.error?.message ?? '', 'PERMISSION_DENIED');
    assert.ok(events.some(({ kind }) => kind === 'turned-away'));
    for (const client of [own, shared, stranger]) client.close();
  });
});

test('bytes that are no request end their stream and no other', async () => {
  await withServer({}, async ({ port, server }) => {
    const good = new RawClient(port, 'delta');
    good.send({ node, type_url: typeUrls.cluster });
    await good.next();
    const bad = new RawClient(port, 'delta');
    bad.sendBytes(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2]));
    await fails(bad.next());
    assert.match(bad.error?.message ?? '', 'INVALID_ARGUMENT');
    assert.is(server.nodes().length, 1);
    for (const client of [good, bad]) client.close();
  });
});

test('mTLS: a client without a certificate is not served, and the certificate decides who may be which node', async () => {
  const server = selfSigned('discovery.test');
  const client = selfSigned('envoy-1.test');
  const identity = () => ({
    certificate: server.certificate,
    privateKey: server.privateKey,
    clientAuthorities: client.certificate,
  });
  const authorize: AdsServerOptions['authorize'] = ({ node: { id }, certificateNames }) =>
    certificateNames.includes(`${id}.test`);
  const channel = { 'grpc.ssl_target_name_override': 'discovery.test' };
  await withServer({ tls: { identity }, authorize }, async ({ port }) => {
    const root = Buffer.from(server.certificate);
    const anonymous = new RawClient(port, 'delta', { credentials: credentials.createSsl(root), channel });
    anonymous.send({ node: { id: 'envoy-1', cluster: '' }, type_url: typeUrls.cluster });
    await fails(anonymous.next());
    const known = () =>
      new RawClient(port, 'delta', {
        credentials: credentials.createSsl(root, Buffer.from(client.privateKey), Buffer.from(client.certificate)),
        channel,
      });
    const honest = known();
    honest.send({ node: { id: 'envoy-1', cluster: '' }, type_url: typeUrls.cluster });
    assert.equal(resourcesOf(await honest.next()), ['c0 1', 'c1 1']);
    const pretender = known();
    pretender.send({ node: { id: 'envoy-2', cluster: '' }, type_url: typeUrls.cluster });
    await fails(pretender.next());
    for (const open of [anonymous, honest, pretender]) open.close();
  });
});

test.run();
