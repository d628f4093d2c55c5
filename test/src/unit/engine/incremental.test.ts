import type { EffectiveConfiguration, VirtualHost } from '@routeward/core';
import { buildEffectiveConfig, createEngine } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  edgeWorld,
  gateway,
  gatewayClass,
  grant,
  listenersOf,
  parentConditions,
  resourceOf,
  route,
  rulesOf,
  service,
  slice,
  type World,
} from './world.ts';

const test = suite('engine: a change reaches what it concerns');

const hostsOf = (world: World): ReadonlyMap<string, VirtualHost> =>
  new Map(listenersOf(world)[0]?.virtualHosts.map((host) => [host.hostname, host]));

const onHost = (host: string, path = '/') =>
  route(`shop/${host.replaceAll('.', '-')}`, { hostnames: [host], rules: [{ matches: [{ path: { value: path } }] }] });

const hosts = ['a.test', 'b.test', 'c.test'];

test('an engine without resources has an empty configuration', () => {
  const { configuration } = createEngine();
  assert.equal(configuration.gateways, []);
  assert.equal(configuration.backends, []);
});

test('only the virtual hosts that a route is on are built again', () => {
  const world = edgeWorld(...hosts.map((host) => onHost(host)));
  const before = hostsOf(world);
  const update = world.upsert(onHost('b.test', '/new'));
  const after = hostsOf(world);
  assert.is(after.get('a.test'), before.get('a.test'));
  assert.is(after.get('c.test'), before.get('c.test'));
  assert.is.not(after.get('b.test'), before.get('b.test'));
  assert.is.not(after.get('b.test')?.version, before.get('b.test')?.version);
  assert.equal(update.changedGateways, ['Gateway/infra/edge']);
});

test('rules that came out as they were are the objects of before', () => {
  const rules = (path: string) => ['/one', path].map((value) => ({ matches: [{ path: { value } }] }));
  const world = edgeWorld(route('shop/r', { rules: rules('/two') }));
  const [one] = rulesOf(world);
  world.upsert(route('shop/r', { rules: rules('/other') }));
  assert.ok(rulesOf(world).some((rule) => rule === one));
});

test('a configuration that somebody holds does not change any more', () => {
  const world = edgeWorld(onHost('a.test'));
  const held: EffectiveConfiguration = world.engine.configuration;
  const text = JSON.stringify(held);
  world.upsert(onHost('a.test', '/new'), onHost('b.test'));
  assert.is(JSON.stringify(held), text);
  assert.is.not(world.engine.configuration, held);
});

test('the same resource again changes nothing at all', () => {
  const manifests = [gatewayClass(), gateway('infra/edge', [{}]), service('shop/web'), onHost('a.test')];
  const world = createWorld(manifests);
  const { configuration } = world.engine;
  const update = world.upsert(...manifests);
  assert.is(update.configuration, configuration);
  assert.equal(update.statusChanges, []);
  assert.equal(update.changedGateways, []);
});

test('a status nested deeper than the stack is compared all the same', () => {
  const nested = (depth: number): unknown => {
    let value: object = {};
    for (let level = 0; level < depth; level += 1) value = { x: value };
    return value;
  };
  const manifest = (depth: number) => ({ ...route('shop/r', {}), status: { parents: [], later: nested(depth) } });
  const world = edgeWorld(manifest(20_000));
  const { configuration } = world.engine;
  world.upsert(manifest(20_000));
  world.upsert(manifest(20_001));
  assert.is(world.engine.configuration, configuration);
});

test('deleting what is not there changes nothing', () => {
  const world = edgeWorld(onHost('a.test'));
  const { configuration } = world.engine;
  for (const key of ['HTTPRoute/shop/gone', 'Nothing/a/b', 'HTTPRoute', '', '__proto__/a/b']) world.delete(key);
  assert.is(world.engine.configuration, configuration);
});

test('of several changes to one resource the last counts', () => {
  const world = edgeWorld(onHost('a.test'));
  const [first, second] = [onHost('a.test', '/1'), onHost('a.test', '/2')].map(resourceOf);
  if (!first || !second) throw new Error('two resources');
  world.engine.apply([
    { kind: 'upsert', resource: first },
    { kind: 'delete', key: 'HTTPRoute/shop/a-test' },
    { kind: 'upsert', resource: second },
  ]);
  assert.equal(
    rulesOf(world, 'a.test').map(({ match }) => match.path.value),
    ['/2'],
  );
});

test('a route that comes before its Gateway, class and Service is served once they are there', () => {
  const world = createWorld([route('shop/r', { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] })]);
  assert.equal(world.engine.configuration.gateways, []);
  world.upsert(gateway('infra/edge', [{}]));
  assert.equal(world.engine.configuration.gateways, []);
  world.upsert(gatewayClass());
  assert.is(rulesOf(world).length, 1);
  assert.is(parentConditions(world, 'shop/r')[1], 'ResolvedRefs=False/BackendNotFound');
  world.upsert(service('shop/web'));
  assert.is(parentConditions(world, 'shop/r')[1], 'ResolvedRefs=True/ResolvedRefs');
});

test('a deleted Gateway takes its part along, a deleted class all of its Gateways', () => {
  const world = edgeWorld(gateway('infra/other', [{}]), route('shop/r', {}));
  assert.equal(world.delete('Gateway/infra/edge').changedGateways, ['Gateway/infra/edge']);
  assert.equal(
    world.engine.configuration.gateways.map(({ name }) => name),
    ['other'],
  );
  world.delete('GatewayClass/routeward');
  assert.equal(world.engine.configuration.gateways, []);
});

test('a listener that is renamed, moved or opened takes its routes again', () => {
  const world = edgeWorld(route('shop/r', {}));
  world.upsert(gateway('infra/edge', [{ name: 'new', port: 81 }]));
  assert.is(rulesOf(world, '*', 'new').length, 1);
  world.upsert(gateway('infra/edge', [{ name: 'new', port: 81, allowedRoutes: { namespaces: { from: 'Same' } } }]));
  assert.equal(rulesOf(world, '*', 'new'), []);
  world.upsert(gateway('infra/edge', [{ name: 'new', port: 81 }]));
  assert.is(rulesOf(world, '*', 'new').length, 1);
});

test('a listener that stops serving and serves again has its rules back', () => {
  const secret = (data: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'infra', name: 'cert' },
    type: 'kubernetes.io/tls',
    data,
  });
  const pem = (label: string) => btoa(`-----BEGIN ${label}-----\nMAMCAQE=\n-----END ${label}-----\n`);
  const good = secret({ 'tls.crt': pem('CERTIFICATE'), 'tls.key': pem('PRIVATE KEY') });
  const listener = { protocol: 'HTTPS', port: 443, tls: { certificateRefs: [{ name: 'cert' }] } };
  const to = { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] };
  const world = createWorld([
    gatewayClass(),
    gateway('infra/edge', [listener]),
    good,
    service('shop/web'),
    route('shop/r', to),
  ]);
  assert.is(rulesOf(world).length, 1);
  assert.is(world.engine.configuration.backends.length, 1);
  world.delete('Secret/infra/cert');
  assert.equal(listenersOf(world), []);
  assert.equal(world.engine.configuration.backends, []);
  world.upsert(good);
  assert.is(rulesOf(world).length, 1);
  assert.is(world.engine.configuration.backends.length, 1);
});

const to = (...names: readonly string[]) => ({ rules: [{ backendRefs: names.map((name) => ({ name, port: 80 })) }] });

const backendKeys = ({ engine }: World): readonly string[] => engine.configuration.backends.map(({ key }) => key);

test('backends: those in use, sorted, each once for as long as somebody uses it', () => {
  const services = ['b', 'a', 'unused'].map((name) => service(`shop/${name}`));
  const world = edgeWorld(...services, route('shop/one', to('b', 'a')), route('shop/two', to('b', 'b')));
  assert.equal(backendKeys(world), ['Service/shop/a/80', 'Service/shop/b/80']);
  world.delete('HTTPRoute/shop/one');
  assert.equal(backendKeys(world), ['Service/shop/b/80']);
  world.upsert(route('shop/two', { ...to('b'), parentRefs: [{ name: 'nowhere' }] }));
  assert.equal(backendKeys(world), []);
});

test('endpoints change: the backend is another, the Gateway stays as it is', () => {
  const world = edgeWorld(service('shop/web'), service('shop/api'), route('shop/r', to('web', 'api')));
  const before = world.engine.configuration;
  const update = world.upsert(slice('shop/web-1', 'web', ['10.0.0.2', '10.0.0.1']));
  const [api, web] = update.configuration.backends;
  assert.equal(
    web?.endpoints.map(({ address }) => address),
    ['10.0.0.1', '10.0.0.2'],
  );
  assert.is(api, before.backends[0]);
  assert.is(update.configuration.gateways, before.gateways);
  assert.equal(update.changedGateways, []);
  assert.equal(update.statusChanges, []);
  world.delete('EndpointSlice/shop/web-1');
  assert.is(world.engine.configuration.version, before.version);
});

test('a Service speaks another protocol: its backend does, and rules stay', () => {
  const world = edgeWorld(service('shop/web'), route('shop/r', to('web')));
  const [rule] = rulesOf(world);
  world.upsert(service('shop/web', { ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }));
  assert.is(world.engine.configuration.backends[0]?.protocol, 'h2c');
  assert.is(rulesOf(world)[0], rule);
});

test('a Service goes: routes of all namespaces that use it are told', () => {
  const world = edgeWorld(
    service('shop/web'),
    grant('shop/g', 'pay'),
    route('shop/near', to('web')),
    route('pay/far', { rules: [{ backendRefs: [{ namespace: 'shop', name: 'web', port: 80 }] }] }),
  );
  const update = world.delete('Service/shop/web');
  assert.is(update.statusChanges.length, 2);
  for (const path of ['shop/near', 'pay/far']) {
    assert.is(parentConditions(world, path)[1], 'ResolvedRefs=False/BackendNotFound');
  }
  assert.equal(backendKeys(world), []);
});

test('loopback endpoints are left out unless asked for', () => {
  const manifests = [
    gatewayClass(),
    gateway('infra/edge', [{}]),
    service('shop/web'),
    slice('shop/web-1', 'web', ['127.0.0.1']),
    route('shop/r', to('web')),
  ];
  const guarded = createWorld(manifests);
  assert.equal(guarded.engine.configuration.backends[0]?.endpoints, []);
  assert.ok(guarded.engine.findings().some(({ resource }) => resource === 'EndpointSlice/shop/web-1'));
  const open = createWorld(manifests, { allowLoopbackEndpoints: true });
  assert.is(open.engine.configuration.backends[0]?.endpoints.length, 1);
});

test('addresses that can’t be bound are the caller’s to tell', () => {
  const manifest = JSON.parse(JSON.stringify(gateway('infra/edge', [{}])));
  manifest.spec.addresses = [{ type: 'IPAddress', value: '192.0.2.1' }];
  const world = createWorld([gatewayClass(), manifest], { isUsableAddress: () => false });
  const status = JSON.stringify(world.engine.status());
  assert.match(status, 'AddressNotUsable');
});

test('Gateways are sorted by namespace, then name', () => {
  const paths = ['b/a', 'a-b/x', 'a/z', 'a/b', 'a1/x'];
  const world = createWorld([gatewayClass(), ...paths.map((path) => gateway(path, [{}]))]);
  assert.equal(
    world.engine.configuration.gateways.map(({ namespace, name }) => `${namespace}/${name}`),
    ['a/b', 'a/z', 'a-b/x', 'a1/x', 'b/a'],
  );
});

test('resources, attachments and findings are sorted and read from one state', () => {
  const world = edgeWorld(route('shop/b', to('gone')), route('shop/a', to('gone')));
  assert.equal(
    world.engine.attachments().map((attachment) => attachment.route),
    ['HTTPRoute/shop/a', 'HTTPRoute/shop/b'],
  );
  assert.equal(
    world.engine.findings().map(({ resource, rule }) => `${resource} ${rule}`),
    ['HTTPRoute/shop/a reference', 'HTTPRoute/shop/b reference', 'HTTPRoute/shop/b conflict'],
  );
  assert.is(world.engine.resource('HTTPRoute/shop/a')?.metadata.name, 'a');
  assert.is(world.engine.resource('HTTPRoute/shop/c'), undefined);
  const kinds = world.engine.resources().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  assert.equal(kinds, ['Gateway/edge', 'GatewayClass/routeward', 'HTTPRoute/a', 'HTTPRoute/b']);
});

test('buildEffectiveConfig is an engine with one step', () => {
  const manifests = [gatewayClass(), gateway('infra/edge', [{}]), onHost('a.test')];
  const built = buildEffectiveConfig(manifests.map(resourceOf));
  assert.equal(built, createWorld(manifests).engine.configuration);
});

test.run();
