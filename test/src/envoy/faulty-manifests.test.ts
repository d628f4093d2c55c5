import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Core, coreFromYaml } from '../support/core-from-yaml.ts';
import { EchoBackends } from './support/echo-backends.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { FollowingEnvoy, follows } from './support/following-envoy.ts';

const test = suite('envoy: faults in manifests that the API server takes');
const binary = findEnvoy();

const weights = Array.from({ length: 16 }, () => '{ name: web, port: 80, weight: 1000000 }').join(', ');

const set = (name: string, value: string): string =>
  `RequestHeaderModifier, requestHeaderModifier: { set: [{ name: ${name}, value: "${value}" }] }`;

/** What one tenant writes, a rule each, and what its requests get. */
const faults: readonly {
  readonly path: string;
  readonly match?: string;
  readonly filter?: string;
  readonly backends?: string;
  readonly status: number;
  /** Part of what the route's status, or a finding, says. */
  readonly said?: string;
}[] = [
  {
    path: '/look-ahead',
    match: "type: RegularExpression, value: '/(?=look).*'",
    status: 404,
    said: '"type":"PartiallyInvalid","status":"True"',
  },
  { path: '/large', match: "type: RegularExpression, value: '/large[a-z0-9-]{0,63}'", status: 200 },
  { path: '/percent', filter: set('x-a', '100%'), status: 200 },
  { path: '/host', filter: set('Host', 'other.test'), status: 200 },
  {
    path: '/to',
    filter: 'RequestRedirect, requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: "/a\\r\\nevil: 1" } }',
    backends: '',
    status: 302,
  },
  { path: '/nobody', backends: '{ name: nobody, port: 80 }', status: 500, said: '"reason":"BackendNotFound"' },
  { path: '/nothing', backends: '{ name: web, port: 80, weight: 0 }', status: 500 },
  { path: '/many', backends: weights, status: 200 },
];

const ruleOf = ({ path, match, filter, backends = '{ name: web, port: 80 }' }: (typeof faults)[number]): string => `
    - matches: [{ path: { ${match ?? `type: PathPrefix, value: ${path}`} } }]
      filters: [${filter ? `{ type: ${filter} }` : ''}]
      backendRefs: [${backends}]`;

const manifests = (turn: number, bad: typeof faults): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: routeward }
spec: { controllerName: routeward.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: routeward
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: secure, port: 443, protocol: HTTPS, hostname: secure.test, tls: { certificateRefs: [{ name: no-certificate }] } }
---
apiVersion: v1
kind: Secret
metadata: { name: no-certificate }
type: kubernetes.io/tls
data: { tls.crt: bm9uZQ==, tls.key: bm9uZQ== }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.0.0.1] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: good }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [good.test]
  rules:
    - filters: [{ type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-turn, value: "${turn}" }] } }]
      backendRefs: [{ name: web, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: bad }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [bad.test]
  rules:
    - matches: [{ path: { value: /fine } }]
      backendRefs: [{ name: web, port: 80 }]${bad.map(ruleOf).join('')}
`;

/** What the status of a resource says, as text. */
const statusOf = ({ engine }: Core, kind: string, name: string): string =>
  JSON.stringify(engine.status().find((one) => one.kind === kind && one.metadata.name === name)?.status);

if (binary === undefined) skipped('faulty manifests');
else {
  test('each is answered or left out by itself; others go on, and status says what is wrong', async () => {
    const echo = new EchoBackends();
    const port = await echo.port('default/web:80');
    const envoy = new FollowingEnvoy({ backends: new Map([['default/web:80', [{ address: '127.0.0.1', port }]]]) });
    try {
      await envoy.start(binary, coreFromYaml(manifests(0, [])).engine.configuration);
      for (const [index, fault] of [...faults.entries()]) {
        const core = coreFromYaml(manifests(index + 1, [fault]));
        const { findings } = await envoy.write(core.engine.configuration);
        await follows(envoy, 'good.test', index + 1);
        assert.is((await envoy.ask('bad.test', fault.path)).status, fault.status, fault.path);
        assert.is(await envoy.refused(), 0, fault.path);
        const said = [statusOf(core, 'HTTPRoute', 'bad'), ...findings.map(({ message }) => message)].join();
        if (fault.said !== undefined) assert.match(said, fault.said, fault.path);
      }
      const core = coreFromYaml(manifests(100, faults));
      await envoy.write(core.engine.configuration);
      await follows(envoy, 'good.test', 100);
      for (const { path, status } of faults) assert.is((await envoy.ask('bad.test', path)).status, status, path);
      assert.match(statusOf(core, 'Gateway', 'edge'), 'InvalidCertificateRef');
    } finally {
      await envoy.stop();
      echo.close();
    }
  });
}

test.run();
