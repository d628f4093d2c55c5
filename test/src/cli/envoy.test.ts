import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned } from '../envoy/support/certificate.ts';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest } from './command.ts';

const test = suite('cli: envoy');

const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}]}]'),
);

const listenerOf = (bootstrap: unknown): string =>
  JSON.stringify(/"address":(\{"socket_address".*?\}\})/.exec(JSON.stringify(bootstrap))?.[1]);

test('a bootstrap that holds everything is what is printed unless said otherwise', async () => {
  const { status, out, err } = await routeward(['envoy', '-f', '-'], manifests);
  assert.is(status, 0);
  assert.is(err, '');
  const { static_resources: resources, admin } = JSON.parse(out);
  assert.is(admin, undefined);
  assert.is(resources.listeners.length, 1);
  assert.equal(
    resources.clusters.map(({ name }: { name: string }) => name),
    ['Service/app/web/8080'],
  );
  assert.match(out, 'HTTPRoute/app/web/0/0');
  assert.not.match(out, '"rds"');
  assert.is((await routeward(['envoy', '-f', '-', '-o', 'bootstrap'], manifests)).out, out);
});

test('ports, address, admin page and backends are where the flags say', async () => {
  const flags = ['--port-offset', '10000', '--bind', '127.0.0.1', '--admin', '9901'];
  const backend = ['--backend', 'app/web:8080=http://127.0.0.1:9001'];
  const { out } = await routeward(['envoy', '-f', '-', ...flags, ...backend], manifests);
  const { static_resources: resources, admin } = JSON.parse(out);
  assert.equal(resources.listeners[0].address.socket_address, { address: '127.0.0.1', port_value: 10_080 });
  assert.equal(admin.address.socket_address, { address: '127.0.0.1', port_value: 9901 });
  const [{ lb_endpoints: endpoints }] = resources.clusters[0].load_assignment.endpoints;
  assert.equal(endpoints[0].endpoint.address.socket_address, { address: '127.0.0.1', port_value: 9001 });
  const moved = await routeward(['envoy', '-f', '-', '--port', 'infra/web:80=8080'], manifests);
  assert.match(listenerOf(JSON.parse(moved.out)), '8080');
});

test('resources refer to one another by name', async () => {
  const { status, out } = await routeward(['envoy', '-f', '-', '-o', 'resources'], manifests);
  assert.is(status, 0);
  const printed = JSON.parse(out);
  assert.equal(Object.keys(printed), ['version', 'listeners', 'routes', 'clusters', 'endpoints']);
  assert.is(printed.routes[0].name, 'infra/web/80');
  assert.is(printed.endpoints[0].cluster_name, 'Service/app/web/8080');
  assert.match(out, '"route_config_name": "infra/web/80"');
});

test('one Gateway is chosen by name', async () => {
  const second = gatewayManifest.slice(gatewayManifest.indexOf('---') + 3).replace('name: web', 'name: other');
  const both = documents(manifests, second);
  const { out, err } = await routeward(['envoy', '-f', '-'], both);
  assert.is(JSON.parse(out).static_resources.listeners.length, 1);
  assert.match(err, 'another Gateway of the same Envoy binds 80 already');
  const chosen = await routeward(['envoy', '-f', '-', '--gateway', 'infra/web', '-o', 'resources'], both);
  assert.is(chosen.err, '');
  assert.is(JSON.parse(chosen.out).listeners[0].name, 'infra/web/80');
});

test('what Envoy does in another way is told with its place in the file', async () => {
  const rules =
    '[{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 8080}}}, {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}], backendRefs: [{name: web, port: 8080}]}]';
  const input = documents(gatewayManifest, serviceManifest('web'), routeManifest('m', 'a.example.com', rules));
  const { status, err } = await routeward(['envoy', '-f', '-'], input);
  assert.is(status, 0);
  assert.match(err, /^-:\d+:\d+: warning: HTTPRoute\/app\/m spec\.rules\[0\]\.filters: Envoy mirrors/);
});

test('private keys are written where that is asked for, and only if they are of use', async () => {
  const { certificate, privateKey } = selfSigned('a.example.com');
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  const secret = (key: string) => `
apiVersion: v1
kind: Secret
metadata: {name: tls, namespace: infra}
type: kubernetes.io/tls
data: {tls.crt: ${encoded(certificate)}, tls.key: ${encoded(key)}}`;
  const https = manifests.replace('protocol: HTTP,', 'protocol: HTTPS, tls: {certificateRefs: [{name: tls}]},');
  const input = documents(https, secret(privateKey));
  const plain = await routeward(['envoy', '-f', '-'], input);
  assert.not.match(plain.out, 'PRIVATE KEY');
  assert.match(plain.err, '--inline-secrets');
  const inlined = await routeward(['envoy', '-f', '-', '--inline-secrets'], input);
  assert.is(JSON.parse(inlined.out).static_resources.secrets[0].tls_certificate.private_key.inline_string, privateKey);
  assert.not.match(
    (await routeward(['envoy', '-f', '-', '--inline-secrets', '-o', 'resources'], input)).out,
    'PRIVATE',
  );
  const foreign = documents(https, secret(selfSigned('b.example.com').privateKey));
  const refused = await routeward(['envoy', '-f', '-', '--inline-secrets'], foreign);
  assert.not.match(refused.out, 'PRIVATE KEY');
  assert.match(refused.err, 'Secret/infra/tls can not be had or is of no use');
});

test.run();
