import { type ChannelOptions, Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { type EnvoyResource, type EnvoySnapshot, typeUrls } from '@routeward/adapters-envoy';
import { createAdsServer, type DeliveryEvent, SnapshotStore } from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('envoy delivery: @grpc/grpc-js-xds as a client');

type Body = EnvoyResource['body'];

const resource = (typeUrl: string, name: string, body: Body): EnvoyResource => ({
  typeUrl,
  name,
  version: JSON.stringify(body),
  body: { '@type': typeUrl, ...body },
});

const source: Body = { ads: {}, resource_api_version: 'V3' };
const extension = 'type.googleapis.com/envoy.extensions.filters';

const listener = resource(typeUrls.listener, 'demo', {
  name: 'demo',
  api_listener: {
    api_listener: {
      '@type': `${extension}.network.http_connection_manager.v3.HttpConnectionManager`,
      rds: { route_config_name: 'demo-routes', config_source: source },
      http_filters: [
        { name: 'envoy.filters.http.router', typed_config: { '@type': `${extension}.http.router.v3.Router` } },
      ],
    },
  },
});

const cluster = (name: string): EnvoyResource =>
  resource(typeUrls.cluster, name, {
    name,
    type: 'EDS',
    lb_policy: 'ROUND_ROBIN',
    eds_cluster_config: { eds_config: source, service_name: name },
  });

const endpoints = (name: string, port: number): EnvoyResource =>
  resource(typeUrls.endpoints, name, {
    cluster_name: name,
    endpoints: [
      {
        locality: { region: 'here' },
        load_balancing_weight: 1,
        lb_endpoints: [
          {
            endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: port } } },
            load_balancing_weight: 1,
          },
        ],
      },
    ],
  });

const routes = (target: string): EnvoyResource =>
  resource(typeUrls.routes, 'demo-routes', {
    name: 'demo-routes',
    virtual_hosts: [{ name: 'v', domains: ['*'], routes: [{ match: { prefix: '' }, route: { cluster: target } }] }],
  });

const named = (...resources: readonly EnvoyResource[]): ReadonlyMap<string, EnvoyResource> =>
  new Map(resources.map((item) => [item.name, item]));

let count = 0;

function snapshot(target: string, ports: Readonly<Record<string, number>>): EnvoySnapshot {
  count += 1;
  return {
    version: String(count),
    listeners: named(listener),
    routes: named(routes(target)),
    clusters: named(...Object.keys(ports).map(cluster)),
    endpoints: named(...Object.entries(ports).map(([name, port]) => endpoints(name, port))),
    secrets: new Map(),
    findings: [],
  };
}

const asIs = (bytes: Buffer): Buffer => bytes;
const path = '/demo.Demo/Who';

/** A gRPC server that says its name. */
function startNamed(name: string): Promise<{ server: Server; port: number }> {
  const server = new Server();
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { Who: method },
    { Who: (_call: unknown, done: (error: null, bytes: Buffer) => void) => done(null, Buffer.from(name)) },
  );
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ server, port });
    });
  });
}

const who = (client: Client): Promise<string> =>
  new Promise((resolve, reject) => {
    const deadline = Date.now() + 15_000;
    client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), { deadline }, (error, answer) => {
      if (error) reject(error);
      else resolve(answer?.toString() ?? '');
    });
  });

async function untilIs(client: Client, name: string): Promise<void> {
  const end = performance.now() + 15_000;
  while ((await who(client)) !== name) {
    if (performance.now() > end) throw new Error(`never ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a client that no one here wrote resolves a name and follows changes of routes and endpoints', async () => {
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(startNamed));
  if (!a || !b || !c) throw new Error('three servers were started');
  const refusals: string[] = [];
  const snapshots = new SnapshotStore();
  const onEvent = (event: DeliveryEvent): void => {
    if (event.kind === 'refused') refusals.push(event.message);
  };
  const server = createAdsServer({ snapshots, onEvent });
  const port = await server.listen(0);
  snapshots.set(snapshot('first', { first: a.port }));
  process.env['GRPC_XDS_BOOTSTRAP_CONFIG'] = JSON.stringify({
    xds_servers: [
      { server_uri: `127.0.0.1:${port}`, channel_creds: [{ type: 'insecure' }], server_features: ['xds_v3'] },
    ],
    node: { id: 'grpc', cluster: 'clients', locality: {} },
  });
  const { register } = await import('@grpc/grpc-js-xds');
  register();
  const options: ChannelOptions = { 'grpc.enable_retries': 0 };
  const client = new Client('xds:///demo', credentials.createInsecure(), options);
  try {
    assert.is(await who(client), 'a');
    snapshots.set(snapshot('second', { first: a.port, second: b.port }));
    await untilIs(client, 'b');
    snapshots.set(snapshot('second', { second: c.port }));
    await untilIs(client, 'c');
    assert.equal(refusals, []);
  } finally {
    client.close();
    await server.close();
    for (const named of [a, b, c]) named.server.forceShutdown();
  }
});

test.run();
