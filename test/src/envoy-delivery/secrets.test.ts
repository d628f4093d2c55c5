import { connect } from 'node:tls';
import { createTranslator, type EnvoySnapshot, type SecretMaterial } from '@routeward/adapters-envoy';
import { adsBootstrap, createAdsServer, type DeliveryEvent, SnapshotStore } from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SelfSigned, selfSigned } from '../envoy/support/certificate.ts';
import { findEnvoy, skipped } from '../envoy/support/envoy-binary.ts';
import { EnvoyProcess } from '../envoy/support/envoy-process.ts';
import { coreFromYaml } from '../support/core-from-yaml.ts';

const test = suite('envoy delivery: secrets');

const binary = findEnvoy();
const host = 'shop.example.com';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const manifests = ({ certificate, privateKey }: SelfSigned): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: v1
kind: Secret
metadata: {name: cert, namespace: app}
type: kubernetes.io/tls
data: {tls.crt: ${base64(certificate)}, tls.key: ${base64(privateKey)}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: app}
spec:
  gatewayClassName: c
  listeners:
    - {name: https, port: 443, protocol: HTTPS, hostname: ${host}, tls: {certificateRefs: [{name: cert}]}}
`;

/** The certificate that a port shows, as a fingerprint; empty where there is none. */
const shown = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false }, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      resolve(fingerprint256.replaceAll(':', '').toLowerCase());
    });
    socket.on('error', () => resolve(''));
  });

async function untilShown(port: number, fingerprint: string): Promise<void> {
  const end = performance.now() + 20_000;
  while ((await shown(port)) !== fingerprint) {
    if (performance.now() > end) throw new Error('the certificate never came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

if (binary === undefined) skipped('secrets');
else {
  for (const variant of ['delta', 'sotw'] as const) {
    test(`${variant}: a certificate comes by discovery, follows a rotation, and is in no event`, async () => {
      const events: DeliveryEvent[] = [];
      const snapshots = new SnapshotStore();
      const materials: SecretMaterial[] = [];
      const at = (signed: SelfSigned): EnvoySnapshot => {
        materials.push({ kind: 'certificate', certificateChain: signed.certificate, privateKey: signed.privateKey });
        const options = { bind: '127.0.0.1', portMap: new Map([['443', 0]]), secrets: () => materials.at(-1) };
        return createTranslator(options).translate(coreFromYaml(manifests(signed)).engine.configuration);
      };
      const first = selfSigned(host);
      const second = selfSigned(host);
      snapshots.set(at(first));
      const server = createAdsServer({ snapshots, onEvent: (event) => events.push(event) });
      const port = await server.listen(0);
      const node = { id: 'one', cluster: 'fleet' };
      const envoy = await EnvoyProcess.start(binary, adsBootstrap({ node, address: '127.0.0.1', port, variant }));
      try {
        const [bound = 0] = (await envoy.ports()).values();
        await untilShown(bound, first.fingerprint);
        snapshots.set(at(second));
        await untilShown(bound, second.fingerprint);
        const told = JSON.stringify(events);
        assert.ok(events.some((event) => event.kind === 'accepted' && event.typeUrl.endsWith('Secret')));
        for (const { privateKey } of [first, second]) assert.not.ok(told.includes(privateKey.split('\n')[1] ?? ''));
        assert.not.ok(
          events.some(({ kind }) => kind === 'refused'),
          told,
        );
      } finally {
        await envoy.stop();
        await server.close();
      }
    });
  }
}

test.run();
