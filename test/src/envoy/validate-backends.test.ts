import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SecretProvider } from '@routeward/adapters-envoy';
import type { BackendSettings, SecretReference } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned } from './support/certificate.ts';
import { withBackends } from './support/edit-configuration.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { type Asked, EnvoyWorld, gateway, route } from './support/envoy-world.ts';

const test = suite('envoy: how backends are used');
const binary = findEnvoy();

const names = [
  'maglev',
  'ring',
  'outlier',
  'breaker',
  'checked',
  'secure',
  'mutual',
  'stranger',
  'broken',
  'zones',
  'all',
];

const manifests = `${gateway('[{name: http, port: 80, protocol: HTTP}]')}${names
  .map(
    (name) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: default}
spec: {ports: [{port: 80}]}
`,
  )
  .join('')}${names
  .map((name) =>
    route(name, '[a.test]', `[{matches: [{path: {value: /${name}}}], backendRefs: [{name: ${name}, port: 80}]}]`),
  )
  .join('')}`;

const backendCertificate = selfSigned('backend.test');
const client = selfSigned('gateway');

const reference = (kind: SecretReference['kind'], name: string): SecretReference => ({
  kind,
  namespace: 'default',
  name,
  digest: name,
});

const provider: SecretProvider = ({ name }) => {
  if (name === 'backend') return { kind: 'authorities', certificates: backendCertificate.certificate };
  if (name === 'other') return { kind: 'authorities', certificates: client.certificate };
  return name === 'gateway'
    ? { kind: 'certificate', certificateChain: client.certificate, privateKey: client.privateKey }
    : undefined;
};

const tls = (authorities: string, more: Partial<BackendSettings['tls']> = {}): BackendSettings => ({
  tls: {
    hostname: 'backend.test',
    authorities: [reference('ConfigMap', authorities)],
    subjectAltNames: [],
    ...more,
  },
});

const check = { interval: 200, timeout: 100, unhealthyThreshold: 1, healthyThreshold: 1 };

const settings: Readonly<Record<string, BackendSettings>> = {
  maglev: { loadBalancing: { kind: 'maglev', tableSize: 65_537, on: [{ kind: 'header', name: 'x-user' }] } },
  ring: {
    loadBalancing: { kind: 'ringHash', minimumRingSize: 1024, on: [{ kind: 'cookie', name: 'stick', path: '/' }] },
  },
  outlier: { outlierDetection: { consecutive5xx: 2, interval: 100, baseEjectionTime: 60_000, maxEjectionPercent: 50 } },
  breaker: { limits: { connections: 1, pendingRequests: 1, requests: 1 } },
  checked: {
    healthCheck: { ...check, kind: 'http', path: '/health', method: 'GET', expectedStatuses: [200, 201] },
  },
  secure: tls('backend'),
  mutual: tls('backend', { clientCertificate: reference('Secret', 'gateway') }),
  stranger: tls('other'),
  broken: { loadBalancing: { kind: 'maglev', tableSize: 100, on: [{ kind: 'sourceAddress' }] } },
  zones: { preferLocalZone: true },
  all: {
    loadBalancing: { kind: 'leastRequest', choices: 3 },
    slowStart: 5000,
    limits: { connections: 5, pendingRequests: 6, requests: 7, requestsPerConnection: 8 },
    retryBudget: { percent: 25, minimum: 2 },
    connectTimeout: 250,
    idleTimeout: 0,
    healthCheck: { ...check, interval: 10_000, kind: 'tcp' },
  },
};

const world = new EnvoyWorld(
  manifests,
  withBackends(Object.fromEntries(names.map((name) => [`Service/default/${name}/80`, settings[name] ?? {}]))),
  { secrets: provider, zone: 'here' },
);

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? (address as AddressInfo).port : 0;
}

/** Answers 500 to everything. */
let failures = 0;
const failing = createHttpServer((_, response) => {
  failures += 1;
  response.writeHead(500).end();
});

/** Answers 503 where it is asked how it is. */
let unwell = 0;
const sick = createHttpServer(({ url }, response) => {
  if (url !== '/health') unwell += 1;
  response.writeHead(url === '/health' ? 503 : 200).end();
});
const well = createHttpServer((_, response) => response.writeHead(201).end());

let waiting: (() => void)[] = [];
const slow = createHttpServer((_, response) => {
  waiting.push(() => response.end());
});

let clients: string[] = [];
const secured = (requestCert: boolean) =>
  createHttpsServer(
    { cert: backendCertificate.certificate, key: backendCertificate.privateKey, ca: client.certificate, requestCert },
    ({ socket }, response) => {
      clients.push(String((socket as TLSSocket).servername));
      response.end();
    },
  );

if (binary !== undefined) {
  const { backends } = world;
  const at = (port: number, zone?: string) => [{ address: '127.0.0.1', port, ...(zone !== undefined && { zone }) }];
  const echo = async (key: string, zone?: string) => at(await backends.port(key), zone);
  const many = async (keys: readonly string[]) => (await Promise.all(keys.map((key) => echo(key)))).flat();
  const mutual = at(await listen(secured(true)));
  await world.start(
    binary,
    new Map([
      ['default/maglev:80', await many(['m1', 'm2', 'm3', 'm4'])],
      ['default/ring:80', await many(['m1', 'm2', 'm3', 'm4'])],
      ['default/outlier:80', [...(await echo('good')), ...at(await listen(failing))]],
      ['default/breaker:80', at(await listen(slow))],
      ['default/checked:80', [...at(await listen(sick)), ...at(await listen(well))]],
      ['default/secure:80', at(await listen(secured(false)))],
      ['default/mutual:80', mutual],
      ['default/stranger:80', mutual],
      ['default/broken:80', await echo('m1')],
      ['default/zones:80', [...(await echo('far', 'there')), ...(await echo('near', 'here'))]],
      ['default/all:80', await echo('m1')],
    ]),
  );
}

test.after(async () => {
  await world.stop();
  for (const done of waiting) done();
  for (const server of servers) server.close();
});

const answeredBy = async (path: string, asked: Asked = {}): Promise<string> =>
  (await world.ask(`a.test${path}`, asked)).seen[0]?.backend ?? '';

const statuses = async (path: string, count: number): Promise<number[]> => {
  const found: number[] = [];
  for (let turn = 0; turn < count; turn++) found.push((await world.ask(`a.test${path}`)).status);
  return found;
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

if (binary === undefined) skipped('how backends are used by a real Envoy');
else {
  test('Maglev: the same header value goes to the same endpoint, others elsewhere', async () => {
    const seen = new Set<string>();
    for (let user = 0; user < 12; user++) {
      const headers = { 'x-user': `user-${user}` };
      const first = await answeredBy('/maglev', { headers });
      assert.is(await answeredBy('/maglev', { headers }), first);
      assert.is(await answeredBy('/maglev', { headers }), first);
      seen.add(first);
    }
    assert.ok(seen.size > 1, 'users are spread');
  });

  test('ring hash: the cookie is set where there is none, and leads back', async () => {
    const first = await world.ask('a.test/ring');
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    assert.match(cookie, /^stick=/);
    for (let turn = 0; turn < 6; turn++) {
      assert.is(await answeredBy('/ring', { headers: { cookie } }), first.seen[0]?.backend);
    }
  });

  test('an endpoint that fails is left out', async () => {
    const first = await statuses('/outlier', 12);
    assert.ok(first.includes(500));
    const before = failures;
    assert.equal(
      await statuses('/outlier', 20),
      Array.from({ length: 20 }, () => 200),
    );
    assert.is(failures, before);
  });

  test('over the limits of a backend: 503 at once', async () => {
    const end = performance.now() + 5000;
    const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
      while (!(await holds()) && performance.now() < end) await pause(5);
    };
    const first = world.ask('a.test/breaker');
    await until(() => waiting.length === 1);
    const second = world.ask('a.test/breaker');
    await until(async () => /breaker.*rq_pending_active: 1$/m.test(await world.admin('/stats?filter=breaker')));
    assert.is(waiting.length, 1);
    assert.is((await world.ask('a.test/breaker')).status, 503);
    const answering = setInterval(() => {
      for (const done of waiting) done();
      waiting = [];
    }, 5);
    const answers = await Promise.all([first, second]);
    clearInterval(answering);
    assert.equal(
      answers.map(({ status }) => status),
      [200, 200],
    );
  });

  test('an endpoint that is not well gets nothing', async () => {
    const end = performance.now() + 5000;
    while (performance.now() < end) {
      const text = await world.admin('/clusters');
      if (/checked.*health_flags::\/failed_active_hc/.test(text)) break;
      await pause(20);
    }
    unwell = 0;
    assert.equal(
      await statuses('/checked', 10),
      Array.from({ length: 10 }, () => 201),
    );
    assert.is(unwell, 0);
  });

  test('TLS to a backend: its name is asked for, its certificate checked', async () => {
    clients = [];
    assert.is((await world.ask('a.test/secure')).status, 200);
    assert.equal(clients, ['backend.test']);
  });

  test('TLS to a backend: the gateway shows its own certificate where it has one', async () => {
    assert.is((await world.ask('a.test/mutual')).status, 200);
  });

  test('TLS to a backend: another authority is not trusted', async () => {
    assert.is((await world.ask('a.test/stranger')).status, 503);
  });

  test('settings that Envoy would refuse close their own backend', async () => {
    assert.is((await world.ask('a.test/broken')).status, 500);
  });

  test('the own zone first', async () => {
    for (let turn = 0; turn < 6; turn++) assert.is(await answeredBy('/zones'), 'near');
  });

  test('all other settings are accepted and work', async () => {
    assert.equal(await statuses('/all', 3), [200, 200, 200]);
  });
}

test.run();
