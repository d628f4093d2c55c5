import { createSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import { bootstrap, type SecretProvider, translate } from '@routeward/adapters-envoy';
import { checkResource } from '@routeward/adapters-envoy/delivery';
import type {
  EffectiveBackend,
  EffectiveConfiguration,
  EffectiveListener,
  SecretReference,
  StreamRule,
  WeightedBackend,
} from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned } from './support/certificate.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';

const test = suite('envoy: TCP, UDP and TLS');
const binary = findEnvoy();

const names = ['a', 'b', 'c'] as const;
const certificates = new Map(names.map((name) => [name, selfSigned(`${name}.test`)]));
const own = selfSigned('gateway.test');

const ref = (name: string) => ({ group: '', kind: 'Service', namespace: 'default', name, port: 1 });

const to = (name: string, weight = 1): WeightedBackend => ({
  kind: 'backend',
  backend: `Service/default/${name}/1`,
  ref: ref(name),
  weight,
  filters: [],
});

const invalid: WeightedBackend = {
  kind: 'invalid',
  ref: ref('gone'),
  weight: 1,
  reason: 'BackendNotFound',
  message: 'not there',
};

const rule = (
  route: string,
  backends: readonly WeightedBackend[],
  serverNames: readonly string[] = [],
): StreamRule => ({
  origin: { route, rule: 0, hostname: '*', createdAt: 0 },
  serverNames,
  backends,
});

const secret: SecretReference = { kind: 'Secret', namespace: 'default', name: 'own', digest: 'own' };

const listener = (
  name: string,
  port: number,
  protocol: EffectiveListener['protocol'],
  streamRules: readonly StreamRule[],
  more: Partial<EffectiveListener> = {},
): EffectiveListener => ({
  name,
  owner: 'Gateway/default/web',
  port,
  protocol,
  virtualHosts: [],
  streamRules,
  version: name,
  ...more,
});

const passthrough = { mode: 'Passthrough', certificates: [] } as const;

const listeners: readonly EffectiveListener[] = [
  listener('tcp', 1000, 'TCP', [rule('TCPRoute/default/one', [to('tcp')])]),
  listener('shares', 1001, 'TCP', [rule('TCPRoute/default/shares', [to('tcp'), to('other')])]),
  listener('half', 1002, 'TCP', [rule('TCPRoute/default/half', [to('tcp'), invalid])]),
  listener('empty', 1003, 'TCP', []),
  listener('udp', 1003, 'UDP', [rule('UDPRoute/default/one', [to('udp')])]),
  listener('udp-shares', 1004, 'UDP', [rule('UDPRoute/default/shares', [to('udp'), to('udp2', 3), invalid])]),
  listener(
    'wide',
    443,
    'TLS',
    [
      rule('TLSRoute/default/a', [to('a')], ['a.test']),
      rule('TLSRoute/default/again', [to('c')], ['a.test', 'hidden.b.test']),
      rule('TLSRoute/default/any', [to('c')], ['*.test']),
    ],
    { tls: passthrough },
  ),
  listener('narrow', 443, 'TLS', [rule('TLSRoute/default/b', [to('b')])], { hostname: 'b.test', tls: passthrough }),
  listener('closed', 443, 'TLS', [], { hostname: '*.b.test', tls: passthrough }),
  listener('ended', 444, 'TLS', [rule('TLSRoute/default/ended', [to('tcp')])], {
    tls: { mode: 'Terminate', certificates: [secret] },
  }),
];

const backend = (name: string, protocol: EffectiveBackend['protocol']): EffectiveBackend => ({
  key: `Service/default/${name}/1`,
  ref: ref(name),
  protocol,
  endpoints: [],
});

const configuration: EffectiveConfiguration = {
  version: '1',
  gateways: [{ namespace: 'default', name: 'web', gatewayClass: 'c', addresses: [], listeners, version: '1' }],
  backends: [
    ...['a', 'b', 'c'].map((name) => backend(name, 'tls')),
    ...['tcp', 'other'].map((name) => backend(name, 'tcp')),
    ...['udp', 'udp2'].map((name) => backend(name, 'udp')),
  ],
};

const secrets: SecretProvider = () => ({
  kind: 'certificate',
  certificateChain: own.certificate,
  privateKey: own.privateKey,
});

const servers: Server[] = [];
const datagrams = createSocket('udp4');

const echoing = (name: string) => (socket: Socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => socket.write(`${name}: ${bytes}`));
};

async function listen(server: Server): Promise<{ address: string; port: number }[]> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [{ address: '127.0.0.1', port: (server.address() as AddressInfo).port }];
}

const secure = (name: (typeof names)[number]): Server => {
  const made = certificates.get(name);
  return createTlsServer({ cert: made?.certificate, key: made?.privateKey }, echoing(name));
};

/** A port that nobody uses; Envoy doesn't say which one it got for datagrams. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

const portMap = new Map(listeners.map(({ port }) => [String(port), 0]));
for (const port of ['1003', '1004']) portMap.set(port, await freePort());
let envoy: EnvoyProcess | undefined;

if (binary !== undefined) {
  const bound = new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
  await bound;
  datagrams.on('message', (bytes, { port, address }) => datagrams.send(`udp: ${bytes}`, port, address));
  const udp = [{ address: '127.0.0.1', port: datagrams.address().port }];
  const backends = new Map([
    ['default/tcp:1', await listen(createServer(echoing('tcp')))],
    ['default/other:1', await listen(createServer(echoing('other')))],
    ['default/udp:1', udp],
    ['default/udp2:1', udp],
    ...(await Promise.all(names.map(async (name) => [`default/${name}:1`, await listen(secure(name))] as const))),
  ]);
  const snapshot = translate(configuration, { bind: '127.0.0.1', portMap, backends, secrets });
  envoy = await EnvoyProcess.start(binary, bootstrap(snapshot));
}

test.after(async () => {
  await envoy?.stop();
  for (const server of servers) server.close();
  datagrams.close();
});

const portOf = async (name: string): Promise<number> => (await envoy?.ports())?.get(`default/web/${name}`) ?? 0;

/** What comes back, or `closed`. */
const answer = (socket: Socket, text = 'hello'): Promise<string> =>
  new Promise((resolve) => {
    socket.on('data', (bytes) => {
      resolve(bytes.toString());
      socket.destroy();
    });
    socket.on('error', () => resolve('closed'));
    socket.on('close', () => resolve('closed'));
    socket.write(text);
  });

const overTcp = async (port: number): Promise<string> =>
  answer(connect({ host: '127.0.0.1', port: await portOf(String(port)) }));

async function overTls(port: number, servername: string): Promise<{ text: string; fingerprint: string }> {
  const options = { host: '127.0.0.1', port: await portOf(String(port)), rejectUnauthorized: false };
  const socket = tlsConnect({ ...options, ...(servername !== '' && { servername }) });
  let fingerprint = '';
  socket.on('secureConnect', () => {
    fingerprint = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase() ?? '';
  });
  return { text: await answer(socket), fingerprint };
}

async function overUdp(port: number): Promise<string> {
  const socket = createSocket('udp4');
  try {
    const target = portMap.get(String(port));
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve('nothing'), 1000);
      socket.on('message', (bytes) => {
        clearTimeout(timer);
        resolve(bytes.toString());
      });
      socket.send('hello', target, '127.0.0.1');
    });
  } finally {
    socket.close();
  }
}

test('messages of Envoy with no field that is not known; one listener for each port and transport', () => {
  const snapshot = translate(configuration, { portMap, secrets });
  const { listeners: made, clusters, endpoints } = snapshot;
  for (const resource of [...made.values(), ...clusters.values(), ...endpoints.values()]) {
    assert.equal(checkResource(resource), []);
  }
  assert.equal(
    [...made.keys()],
    ['1000', '1001', '1002', '1003', '1003/udp', '1004/udp', '443', '444'].map((port) => `default/web/${port}`),
  );
  assert.equal(
    snapshot.findings.map(({ resource, message }) => [resource, message]),
    [['UDPRoute/default/shares', 'Envoy shares out the sources of datagrams by weight, not the datagrams']],
  );
});

if (binary === undefined) skipped('TCP, UDP and TLS on a real Envoy');
else {
  test('nothing that Envoy warns of, but the way to say where datagrams go: of two, one is deprecated, one new', () => {
    const lines = envoy?.log.split('\n') ?? [];
    assert.equal(
      lines.filter(
        (line) => line !== '' && !line.includes("'envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.matcher'"),
      ),
      [],
    );
  });

  test('TCP goes through', async () => {
    assert.is(await overTcp(1000), 'tcp: hello');
  });

  test('TCP is shared out by weight', async () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 40; turn++) seen.add(await overTcp(1001));
    assert.equal([...seen].sort(), ['other: hello', 'tcp: hello']);
  });

  test('the share of an invalid backend is closed', async () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 40; turn++) seen.add(await overTcp(1002));
    assert.equal([...seen].sort(), ['closed', 'tcp: hello']);
  });

  test('a listener without a rule serves nobody', async () => {
    assert.is(await overTcp(1003), 'closed');
  });

  test('TLS is passed on by what the client asks for', async () => {
    const fingerprint = (name: (typeof names)[number]) => certificates.get(name)?.fingerprint ?? '?';
    assert.equal(await overTls(443, 'a.test'), { text: 'a: hello', fingerprint: fingerprint('a') });
    assert.equal(await overTls(443, 'b.test'), { text: 'b: hello', fingerprint: fingerprint('b') });
    assert.equal(await overTls(443, 'x.test'), { text: 'c: hello', fingerprint: fingerprint('c') });
  });

  test('what belongs to a more specific listener never falls to a broader one', async () => {
    assert.is((await overTls(443, 'hidden.b.test')).text, 'closed');
    assert.is((await overTls(443, 'x.b.test')).text, 'closed');
  });

  test('without a name, for a name of nobody, or without TLS: closed', async () => {
    assert.is((await overTls(443, '')).text, 'closed');
    assert.is((await overTls(443, 'elsewhere.example')).text, 'closed');
    assert.is(await overTcp(443), 'closed');
  });

  test('TLS ends at the gateway where that is asked for', async () => {
    assert.equal(await overTls(444, 'anything.test'), { text: 'tcp: hello', fingerprint: own.fingerprint });
  });

  test('UDP goes through, and back', async () => {
    assert.is(await overUdp(1003), 'udp: hello');
  });

  test('UDP is shared out by source', async () => {
    const first = await overUdp(1004);
    assert.ok(first === 'udp: hello' || first === 'nothing', first);
    for (let turn = 0; turn < 3; turn++) assert.is(await overUdp(1004), first);
  });
}

test.run();
