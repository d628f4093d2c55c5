import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type SecretProvider, translate } from '@routeward/adapters-envoy';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { type SelfSigned, selfSigned } from './support/certificate.ts';
import { EchoBackends } from './support/echo-backends.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';
import { mergedBootstrap } from './support/merged-bootstrap.ts';

const test = suite('envoy: TLS listeners');
const binary = findEnvoy();

const certificates = new Map<string, SelfSigned>(
  ['any', 'wild', 'exact', 'mtls', 'broken'].map((name) => [name, selfSigned(`${name}.example.com`)]),
);
const client = selfSigned('client');

const encoded = (text: string | undefined): string => Buffer.from(text ?? '').toString('base64');

const secretManifest = (name: string): string => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: ${encoded(certificates.get(name)?.certificate)}, tls.key: ${encoded(certificates.get(name)?.privateKey)}}
---`;

const listenerManifest = (name: string, hostname: string): string => `
  - {name: ${name}, port: 443, protocol: HTTPS${hostname === '' ? '' : `, hostname: '${hostname}'`}, tls: {certificateRefs: [{name: ${name}}]}}`;

const routeManifest = (listener: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${listener}, namespace: default}
spec:
  parentRefs: [{name: web, sectionName: ${listener}}]
  rules: [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-listener, value: ${listener}}]}}], backendRefs: [{name: a, port: 80}]}]
`;

const manifests = `${[...certificates.keys()].map(secretManifest).join('\n')}
apiVersion: v1
kind: ConfigMap
metadata: {name: clients, namespace: default}
data: {ca.crt: ${JSON.stringify(client.certificate)}}
---
apiVersion: v1
kind: Service
metadata: {name: a, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec:
  gatewayClassName: c
  tls: {frontend: {default: {}, perPort: [{port: 8443, tls: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: clients}]}}}]}}
  listeners:${listenerManifest('any', '')}${listenerManifest('wild', '*.example.com')}${listenerManifest('exact', 'exact.example.com')}${listenerManifest('broken', 'broken.example.com')}${listenerManifest('mtls', 'mtls.example.com').replace('443', '8443')}
${['any', 'wild', 'exact', 'broken', 'mtls'].map(routeManifest).join('')}`;

/** As whoever holds the cluster's Secrets would; one of them turns out to be of no use. */
const provider: SecretProvider = ({ kind, name }) => {
  if (kind === 'ConfigMap') return { kind: 'authorities', certificates: client.certificate };
  const found = certificates.get(name);
  if (!found || name === 'broken') return undefined;
  return { kind: 'certificate', certificateChain: found.certificate, privateKey: found.privateKey };
};

interface Answer {
  readonly status: number | string;
  readonly fingerprint: string;
  readonly listener: string;
}

const backends = new EchoBackends();
let envoy: EnvoyProcess | undefined;
let turn = 0;

const { configuration } = coreFromYaml(manifests).engine;

async function ask(listenerPort: number, servername: string, host: string, more: RequestOptions = {}): Promise<Answer> {
  const port = (await envoy?.ports())?.get(`web:default/web/${listenerPort}`);
  const id = `tls-${turn++}`;
  return new Promise((resolve) => {
    const headers = { host, 'x-case': id };
    const options = { host: '127.0.0.1', port, servername, headers, agent: false, rejectUnauthorized: false, ...more };
    const sent = httpsRequest(options, (response) => {
      const socket = response.socket;
      const peer = 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate() : {};
      const fingerprint = 'fingerprint256' in peer ? String(peer.fingerprint256).replaceAll(':', '').toLowerCase() : '';
      response.resume().on('end', () => {
        const listener = backends.take(id)[0]?.fields.find(([name]) => name === 'x-listener')?.[1] ?? '';
        resolve({ status: response.statusCode ?? 0, fingerprint, listener });
      });
    });
    sent.on('error', () => resolve({ status: 'refused', fingerprint: '', listener: '' })).end();
  });
}

const fingerprintOf = (name: string): string => certificates.get(name)?.fingerprint ?? '?';

// Not in a hook: uvu would go on as if nothing had failed.
if (binary !== undefined) {
  const addresses = new Map([['default/a:80', [{ address: '127.0.0.1', port: await backends.port('default/a:80') }]]]);
  const portMap = new Map(['443', '8443'].map((port) => [port, 0]));
  const snapshot = translate(configuration, { bind: '127.0.0.1', portMap, backends: addresses, secrets: provider });
  envoy = await EnvoyProcess.start(binary, mergedBootstrap(new Map([['web', snapshot]])));
}

test.after(async () => {
  await envoy?.stop();
  backends.close();
});

test('a secret of no use takes its own listener out of service and says so', () => {
  const { findings, listeners } = translate(configuration, { secrets: provider });
  assert.equal(
    findings.map(({ resource, message }) => [resource, message]),
    [['Gateway/default/web', 'listener broken: Secret/default/broken can not be had or is of no use']],
  );
  const text = JSON.stringify(listeners.get('default/web/443')?.body);
  assert.not.match(text, 'broken.example.com');
  assert.match(text, 'exact.example.com');
});

test('key material is nowhere but in secrets', () => {
  const snapshot = translate(configuration, { secrets: provider });
  const { listeners, routes, clusters, endpoints } = snapshot;
  const all = [listeners, routes, clusters, endpoints].flatMap((kind) => [...kind.values()]);
  assert.not.match(JSON.stringify(all), 'PRIVATE KEY');
  assert.is(snapshot.secrets.size, 5);
  assert.is(translate(configuration).secrets.size, 0);
});

if (binary === undefined) skipped('TLS listeners on a real Envoy');
else {
  test('the handshake picks the most specific listener and its certificate', async () => {
    const picked = [
      ['exact.example.com', 'exact'],
      ['other.example.com', 'wild'],
      ['x.y.example.com', 'wild'],
      ['elsewhere.test', 'any'],
    ] as const;
    for (const [host, listener] of picked) {
      assert.equal(await ask(443, host, host), { status: 200, fingerprint: fingerprintOf(listener), listener }, host);
    }
  });

  test('a host of another TLS listener is misdirected', async () => {
    const answer = await ask(443, 'exact.example.com', 'other.example.com');
    assert.equal(answer, { status: 421, fingerprint: fingerprintOf('exact'), listener: '' });
    assert.is((await ask(443, 'elsewhere.test', 'exact.example.com')).status, 421);
  });

  test('a listener without its secret serves nobody, and no other listener serves its host', async () => {
    const answer = await ask(443, 'broken.example.com', 'broken.example.com');
    assert.is(answer.status, 421);
    assert.is(answer.listener, '');
  });

  test('clients without a valid certificate are refused where the listener asks for one', async () => {
    assert.is((await ask(8443, 'mtls.example.com', 'mtls.example.com')).status, 'refused');
    const valid = { cert: client.certificate, key: client.privateKey };
    assert.is((await ask(8443, 'mtls.example.com', 'mtls.example.com', valid)).listener, 'mtls');
    const other = selfSigned('intruder');
    const invalid = { cert: other.certificate, key: other.privateKey };
    assert.is((await ask(8443, 'mtls.example.com', 'mtls.example.com', invalid)).status, 'refused');
  });
}

test.run();
