import {
  bootstrap,
  createTranslator,
  type EnvoySnapshot,
  type ResourcePatch,
  translate,
} from '@routeward/adapters-envoy';
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
  const patches: ResourcePatch[] = [
    { kind: 'cluster', origin: 'team-edge', edit: (body) => ({ ...body, connect_timeout: '1s' }) },
    { kind: 'listener', origin: 'team-idle', edit: () => undefined },
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
  assert.equal(first.findings, plain.findings);
});

test('patches are for rules, hosts and backends as the Gateway API names them', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('a')), route('rr', 'one', 'b.test', to('b')));
  const set = (name: string) => (body: object) => ({ ...body, [name]: '1s' });
  const patches: ResourcePatch[] = [
    { kind: 'route', origin: 'rule', route: 'HTTPRoute/default/r', rule: 0, edit: set('by_rule') },
    { kind: 'virtualHost', origin: 'host', hostname: 'b.test', port: 'default/one/80', edit: set('by_host') },
    { kind: 'endpoints', origin: 'endpoints', backend: 'Service/default/a/80', edit: set('by_backend') },
    { kind: 'routeConfiguration', origin: 'port', port: 'default/one/8080', edit: set('by_port') },
  ];
  const { routes, endpoints, findings } = translate(configuration, { patches });
  const text = (name: string) => JSON.stringify(routes.get(name)?.body);
  assert.is(text('default/one/80').match(/by_rule/g)?.length, 1);
  assert.match(text('default/one/80'), /"name":"HTTPRoute\/default\/r\/0\/0"[^}]*}[^}]*}[^}]*"by_rule"/);
  assert.match(text('default/one/80'), /"name":"b.test".*"by_host"/);
  assert.equal(routes.get('default/one/80')?.patchedBy, ['rule', 'host']);
  assert.equal(routes.get('default/one/8080')?.patchedBy, ['port']);
  assert.equal(
    [...endpoints.values()].map(({ patchedBy }) => patchedBy),
    [['endpoints'], undefined],
  );
  assert.equal(
    findings.filter(({ path }) => path.startsWith('patches')),
    [],
  );
});

test('a patch for what is not there, one that fails and one that renames are told and left out', () => {
  const { configuration } = engineOf(route('r', 'one', 'a.test', to('a')));
  const patches: ResourcePatch[] = [
    { kind: 'route', origin: 'late', route: 'HTTPRoute/default/gone', edit: (route) => ({ ...route, x: 1 }) },
    {
      kind: 'cluster',
      origin: 'broken',
      edit: () => {
        throw new Error('no luck');
      },
    },
    { kind: 'listener', origin: 'other', edit: (body) => ({ ...body, name: 'mine' }) },
  ];
  const patched = translate(configuration, { patches });
  const plain = translate(configuration);
  assert.equal([...patched.clusters, ...patched.listeners], [...plain.clusters, ...plain.listeners]);
  assert.equal(
    patched.findings.flatMap(({ resource, path, message }) =>
      path.startsWith('patches') ? [[resource, path, message]] : [],
    ),
    [
      ['late', 'patches[0]', 'nothing is there for the patch'],
      ['broken', 'patches[1]', 'the patch is left out: no luck'],
      ['other', 'patches[2]', 'the patch is left out: name has to stay as it is'],
    ],
  );
});

test.run();
