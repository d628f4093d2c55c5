import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { bootstrap, type EntryProvider, translate } from '@routeward/adapters-envoy';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWorld, gateway, gatewayClass, route, service } from '../unit/engine/world.ts';
import { policy } from '../unit/policy-kinds/policies.ts';
import { EchoBackends } from './support/echo-backends.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';

const test = suite('envoy: policies, from manifests to sockets');
const binary = findEnvoy();

const names = ['basic', 'limited', 'sticky', 'faulty', 'free'] as const;
const users = `ann:{SHA}${createHash('sha1').update('secret').digest('base64')}`;

const world = createWorld([
  gatewayClass(),
  gateway('infra/edge', [{}]),
  ...names.flatMap((name) => [
    service(`shop/${name}`, { ports: [{ name: 'http', port: 80 }] }),
    route(`shop/${name}`, {
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: `/${name}` } }], backendRefs: [{ name, port: 80 }] }],
    }),
  ]),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'users', namespace: 'shop' },
    stringData: { '.htpasswd': users },
  },
  policy('AccessPolicy', 'basic', 'HTTPRoute/shop/basic', { default: { basic: { users: { name: 'users' } } } }),
  policy('RateLimitPolicy', 'limited', 'HTTPRoute/shop/limited', {
    default: { limits: [{ name: 'few', requests: 2, window: '1h' }] },
  }),
  policy('TrafficPolicy', 'sticky', 'HTTPRoute/shop/sticky', {
    default: {
      loadBalancing: {
        type: 'ConsistentHash',
        consistentHash: { algorithm: 'Maglev', by: [{ type: 'Header', name: 'x-user' }] },
      },
      outlierDetection: { consecutive5xx: 5 },
    },
  }),
  policy('FaultPolicy', 'faulty', 'HTTPRoute/shop/faulty', {
    default: { abort: { statusCode: 418, percentage: 100 } },
  }),
]);

const entries: EntryProvider = ({ name }) =>
  name === 'users' ? new Map([['.htpasswd', Buffer.from(users)]]) : undefined;

const backends = new EchoBackends();
let envoy: EnvoyProcess | undefined;
let turn = 0;

if (binary !== undefined) {
  const addresses = new Map<string, { address: string; port: number }[]>();
  for (const name of names) {
    const ports = await Promise.all([1, 2, 3, 4].map((number) => backends.port(`${name}-${number}`)));
    addresses.set(
      `shop/${name}:80`,
      ports.map((port) => ({ address: '127.0.0.1', port })),
    );
  }
  const options = { bind: '127.0.0.1', portMap: new Map([['80', 0]]), backends: addresses, entries };
  const snapshot = translate(world.engine.configuration, options);
  assert.equal(
    snapshot.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  envoy = await EnvoyProcess.start(binary, bootstrap(snapshot));
}

test.after(async () => {
  await envoy?.stop();
  backends.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly backend: string;
}

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const port = (await envoy?.ports())?.get('infra/edge/80') ?? 0;
  const id = `p${turn++}`;
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      headers: { host: 'a.test', 'x-case': id, ...headers },
    };
    const sent = request(options, (response) => {
      response.resume().on('end', () => {
        const { statusCode: status = 0, headers: fields } = response;
        resolve({ status, headers: fields, backend: backends.take(id)[0]?.backend ?? '' });
      });
    });
    sent.on('error', reject).end();
  });
}

if (binary === undefined) skipped('policies on a real Envoy');
else {
  test('AccessPolicy', async () => {
    const authorization = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
    assert.equal(
      [(await ask('/basic')).status, (await ask('/basic', { authorization })).status, (await ask('/free')).status],
      [401, 200, 200],
    );
  });

  test('RateLimitPolicy', async () => {
    const found: number[] = [];
    for (let time = 0; time < 4; time++) found.push((await ask('/limited')).status);
    assert.equal(found, [200, 200, 429, 429]);
  });

  test('TrafficPolicy', async () => {
    const seen = new Set<string>();
    for (let user = 0; user < 8; user++) {
      const headers = { 'x-user': `user-${user}` };
      const { backend } = await ask('/sticky', headers);
      assert.is((await ask('/sticky', headers)).backend, backend);
      seen.add(backend);
    }
    assert.ok(seen.size > 1);
  });

  test('FaultPolicy', async () => {
    assert.is((await ask('/faulty')).status, 418);
  });
}

test.run();
