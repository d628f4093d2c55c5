import { bootstrap, createTranslator, type EnvoySnapshot, type JsonObject, translate } from '@routeward/adapters-envoy';
import { createEngine, type Engine, parseResource, type Resource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';

const test = suite('envoy: translation');

const world = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: one, namespace: default}
spec:
  gatewayClassName: c
  listeners: [{name: http, port: 80, protocol: HTTP}, {name: other, port: 8080, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: two, namespace: default}
spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: a, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: default}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: v1
kind: Service
metadata: {name: tls, namespace: default}
spec: {ports: [{port: 443, appProtocol: https}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: a-1, namespace: default, labels: {kubernetes.io/service-name: a}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
ports: [{port: 8080}]
`;

const route = (name: string, parent: string, host: string, rules: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec: {parentRefs: [{name: ${parent}, sectionName: http}], hostnames: ['${host}'], rules: ${rules}}
`;

const to = (name: string, port = 80): string => `[{backendRefs: [{name: ${name}, port: ${port}}]}]`;

function resources(text: string): Resource[] {
  return parseAllDocuments(text).map((document) => {
    const parsed = parseResource(document.toJS(), { channel: 'experimental' });
    if (parsed.kind === 'resource') return parsed.resource;
    throw new Error(parsed.findings.map(({ path, message }) => `${path}: ${message}`).join('; '));
  });
}

function apply(engine: Engine, text: string): void {
  engine.apply(resources(text).map((resource) => ({ kind: 'upsert', resource })));
}

function engineOf(...texts: readonly string[]): Engine {
  const engine = createEngine();
  for (const text of [world, ...texts]) apply(engine, text);
  return engine;
}

const kinds = ['listeners', 'routes', 'clusters', 'endpoints', 'secrets'] as const;

/** Names of the resources that are other objects than before. */
const changed = (before: EnvoySnapshot, after: EnvoySnapshot): string[] =>
  kinds.flatMap((kind) =>
    [...after[kind].values()]
      .filter((resource) => before[kind].get(resource.name) !== resource)
      .map(({ name }) => `${kind} ${name}`),
  );

const plain = (snapshot: EnvoySnapshot): string =>
  JSON.stringify([snapshot.version, ...kinds.map((kind) => [...snapshot[kind]]), snapshot.findings]);

test('the same manifests give the same bytes, in whatever order they come', () => {
  const routes = [route('r', 'one', 'a.test', to('a')), route('s', 'one', 'b.test', to('b'))];
  const expected = plain(translate(engineOf(...routes).configuration));
  const reversed = createEngine();
  const all = [world, ...routes].flatMap(resources).reverse();
  for (const resource of all) reversed.apply([{ kind: 'upsert', resource }]);
  assert.is(plain(translate(reversed.configuration)), expected);
});

test('what did not change is the same object, and what did is one resource', () => {
  const engine = engineOf(route('r', 'one', 'a.test', to('a')), route('s', 'two', 'b.test', to('a')));
  const translator = createTranslator({ portMap: new Map([['default/two:80', 8081]]) });
  const first = translator.translate(engine.configuration);
  assert.is(translator.translate(engine.configuration).routes, first.routes);
  apply(engine, route('r', 'one', 'a.test', '[{matches: [{path: {value: /x}}], backendRefs: [{name: a, port: 80}]}]'));
  const second = translator.translate(engine.configuration);
  assert.equal(changed(first, second), ['routes default/one/80']);
  assert.is(second.clusters, first.clusters);
  assert.is(second.listeners, first.listeners);
  assert.is.not(second.version, first.version);
});

test('endpoints change alone', () => {
  const engine = engineOf(route('r', 'one', 'a.test', to('a')));
  const translator = createTranslator();
  const first = translator.translate(engine.configuration);
  apply(engine, world.slice(world.lastIndexOf('---') + 4).replace('10.0.0.1', '10.0.0.2'));
  const second = translator.translate(engine.configuration);
  assert.equal(changed(first, second), ['endpoints Service/default/a/80']);
});

test('incrementally or all at once: the same', () => {
  const engine = engineOf(route('r', 'one', 'a.test', to('a')));
  const translator = createTranslator();
  const steps = [
    route('s', 'one', '*.test', to('b')),
    route('t', 'one', 'a.test', '[{matches: [{path: {value: /t}}], backendRefs: [{name: tls, port: 443}]}]'),
    'apiVersion: v1\nkind: Service\nmetadata: {name: tls, namespace: default}\nspec: {ports: [{port: 443, appProtocol: http}]}',
    route('r', 'one', 'b.a.test', to('b')),
  ];
  for (const step of steps) {
    apply(engine, step);
    assert.is(plain(translator.translate(engine.configuration)), plain(translate(engine.configuration)));
  }
});

test('a rule that moves changes no cluster', () => {
  const rule = (path: string, name: string) =>
    `{matches: [{path: {value: ${path}}}], backendRefs: [{name: ${name}, port: 80}]}`;
  const engine = engineOf(route('r', 'one', 'a.test', `[${rule('/x', 'a')}, ${rule('/y', 'b')}]`));
  const translator = createTranslator();
  const first = translator.translate(engine.configuration);
  apply(engine, route('r', 'one', 'a.test', `[${rule('/y', 'b')}, ${rule('/x', 'a')}]`));
  assert.equal(changed(first, translator.translate(engine.configuration)), ['routes default/one/80']);
});

test('Gateways of one Envoy share its ports: the first gets one, another is told', () => {
  const { configuration } = engineOf(route('r', 'two', 'a.test', to('a')));
  const both = translate(configuration);
  assert.equal([...both.listeners.keys()], ['default/one/80', 'default/one/8080']);
  assert.equal(
    both.findings.map(({ rule, resource }) => [rule, resource]),
    [['conflict', 'Gateway/default/two']],
  );
  const moved = translate(configuration, { portMap: new Map([['default/two:80', 81]]) });
  assert.equal([...moved.listeners.keys()], ['default/one/80', 'default/one/8080', 'default/two/80']);
  assert.equal(moved.findings, []);
});

test('for one Gateway only what it uses', () => {
  const mirror =
    '[{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, port: 80}}}], backendRefs: [{name: a, port: 80}]}]';
  const engine = engineOf(route('r', 'one', 'a.test', mirror), route('s', 'two', 'a.test', to('tls', 443)));
  const one = translate(engine.configuration, { gateway: 'default/one' });
  assert.equal([...one.clusters.keys()], ['Service/default/a/80', 'Service/default/b/80']);
  assert.equal([...one.endpoints.keys()], [...one.clusters.keys()]);
  const two = translate(engine.configuration, { gateway: 'default/two' });
  assert.equal([...two.clusters.keys()], ['Service/default/tls/443']);
  assert.equal(translate(engine.configuration, { gateway: 'default/none' }).clusters.size, 0);
});

test('a backend that can not be spoken to is told, and answers 502', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('tls', 443)));
  const { routes, findings } = translate(configuration);
  assert.match(JSON.stringify(routes.get('default/one/80')?.body), '{"direct_response":{"status":502}}'.slice(1, -1));
  const told = findings.filter(({ resource }) => resource === 'HTTPRoute/default/r');
  assert.equal(
    told.map(({ severity, path }) => [severity, path]),
    [['warning', 'spec.rules[0].backendRefs[0]']],
  );
});

test('a backend may be anywhere: addresses, names, overrides', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('a')));
  const addresses = (backends: Map<string, { address: string; port: number }[]>) => {
    const { clusters, endpoints } = translate(configuration, { backends });
    return [clusters.get('Service/default/a/80')?.body['type'], endpoints.size];
  };
  assert.equal(addresses(new Map()), ['EDS', 1]);
  assert.equal(addresses(new Map([['default/a:80', [{ address: '::1', port: 1 }]]])), ['EDS', 1]);
  assert.equal(addresses(new Map([['default/a:80', [{ address: 'a.example', port: 1 }]]])), ['STRICT_DNS', 0]);
});

test('a bootstrap holds everything and refers to nothing', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('a')));
  const text = JSON.stringify(bootstrap(translate(configuration, { gateway: 'default/one' })));
  for (const word of ['"rds"', 'eds_cluster_config', 'sds_config', '"ads"']) assert.not.match(text, word);
  for (const word of ['10.0.0.1', 'a.test', 'max_program_size']) assert.match(text, word);
});

test('patches change what they want and leave their name; what they leave stays', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('a')));
  const patches = [
    {
      origin: 'team-edge',
      patch: ({ body }: { body: JsonObject }, part: string) =>
        part === 'clusters' ? { ...body, connect_timeout: '1s' } : undefined,
    },
    { origin: 'team-idle', patch: () => undefined },
  ];
  const translator = createTranslator({ patches });
  const first = translator.translate(configuration);
  const plain = translate(configuration);
  const name = 'Service/default/a/80';
  assert.is(first.clusters.get(name)?.body['connect_timeout'], '1s');
  assert.equal(first.clusters.get(name)?.patchedBy, ['team-edge']);
  assert.is.not(first.clusters.get(name)?.version, plain.clusters.get(name)?.version);
  assert.equal([...first.routes], [...plain.routes]);
  assert.is(translator.translate(configuration).clusters, first.clusters);
});

test.run();
