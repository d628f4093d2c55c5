import { createEngine, type Gateway, parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayClass, httpListener } from '../../threats/manifests.ts';
import {
  createWorld,
  edge,
  findingsAt,
  gatewayCondition,
  gatewayStatus,
  httpsListener,
  tlsSecret,
  type World,
  worldWith,
} from './gateway-world.ts';

const test = suite('gateways: listeners beside one another');

const key = 'Gateway/infra/edge';
const wanted = ['Accepted', 'Conflicted', 'Programmed'] as const;

const conditionsOf = (world: World, listener: string): readonly string[] =>
  wanted.map((type) => gatewayCondition(world, type, listener));

const fine = ['True/Accepted', 'False/NoConflicts', 'True/Programmed'];

const conflicted = (reason: string): readonly string[] => [`False/${reason}`, `True/${reason}`, `False/${reason}`];

const http = (name: string, hostname?: string, port = 80) =>
  httpListener({ name, port, ...(hostname !== undefined && { hostname }) });

const https = (name: string, hostname?: string, port = 443) =>
  httpsListener({ name, port, ...(hostname !== undefined && { hostname }) });

test('listeners that differ by port or hostname are distinct', () => {
  const world = worldWith({
    listeners: [http('a'), http('b', 'b.example.com'), http('c', '*.example.com'), http('d', 'b.example.com', 8080)],
  });
  for (const name of ['a', 'b', 'c', 'd']) assert.equal(conditionsOf(world, name), fine);
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
});

test('HTTP and HTTPS on one port conflict, whatever their hostnames, and neither wins', () => {
  const world = worldWith(
    { listeners: [http('a', 'a.example.com', 80), https('b', 'b.example.com', 80), http('c', undefined, 8080)] },
    tlsSecret('infra/cert'),
  );
  assert.equal(conditionsOf(world, 'a'), conflicted('ProtocolConflict'));
  assert.equal(conditionsOf(world, 'b'), conflicted('ProtocolConflict'));
  assert.equal(conditionsOf(world, 'c'), fine);
  assert.is(gatewayCondition(world, 'Accepted'), 'True/ListenersNotValid');
  assert.is(gatewayCondition(world, 'Programmed'), 'True/Programmed');
  assert.equal(findingsAt(world, key), ['error conflict spec.listeners[0]', 'error conflict spec.listeners[1]']);
  const [first] = gatewayStatus(world).listeners;
  assert.match(first?.conditions.find(({ type }) => type === 'Conflicted')?.message ?? '', 'listener b');
});

test('a Gateway whose listeners all conflict is refused', () => {
  const world = worldWith({ listeners: [http('a', 'a.example.com'), https('b', 'b.example.com', 80)] });
  assert.is(gatewayCondition(world, 'Accepted'), 'False/ListenersNotValid');
  assert.is(gatewayCondition(world, 'Programmed'), 'False/Invalid');
});

test('listeners of protocols that are not served conflict with nobody', () => {
  const world = worldWith({ listeners: [http('a'), { name: 'tcp', port: 80, protocol: 'TCP' }] });
  assert.equal(conditionsOf(world, 'a'), fine);
  assert.is(gatewayCondition(world, 'Accepted', 'tcp'), 'False/UnsupportedProtocol');
  assert.is(gatewayCondition(world, 'Conflicted', 'tcp'), 'False/NoConflicts');
});

/** The CRD refuses what is equal letter by letter; an engine can be given it all the same. */
function withHostnames(...hostnames: readonly (string | undefined)[]): World {
  const listeners = hostnames.map((_, index) => http(`l${index}`, `h${index}.example.com`));
  const parsed = parseResource(edge({ listeners }));
  if (parsed.kind !== 'resource' || parsed.resource.kind !== 'Gateway') throw new Error(JSON.stringify(parsed));
  const { resource } = parsed;
  const changed: Gateway = {
    ...resource,
    spec: {
      ...resource.spec,
      listeners: resource.spec.listeners.map(({ hostname: _, ...listener }, index) => {
        const hostname = hostnames[index];
        return hostname === undefined ? listener : { ...listener, hostname };
      }),
    },
  };
  const world = createWorld({}, gatewayClass);
  world.engine.apply([{ kind: 'upsert', resource: changed }]);
  return world;
}

test('listeners with one port and one hostname conflict, in whatever case it is written', () => {
  const world = withHostnames('shop.example.com', 'SHOP.example.com', 'other.example.com');
  assert.equal(conditionsOf(world, 'l0'), conflicted('HostnameConflict'));
  assert.equal(conditionsOf(world, 'l1'), conflicted('HostnameConflict'));
  assert.equal(conditionsOf(world, 'l2'), fine);
});

test('three of a kind all lose', () => {
  const world = withHostnames('*.example.com', '*.example.com', '*.example.com');
  for (const name of ['l0', 'l1', 'l2']) assert.equal(conditionsOf(world, name), conflicted('HostnameConflict'));
});

test('an empty hostname is no hostname', () => {
  const world = withHostnames('', undefined);
  assert.equal(conditionsOf(world, 'l0'), conflicted('HostnameConflict'));
  assert.equal(conditionsOf(world, 'l1'), conflicted('HostnameConflict'));
});

test('hostnames are lower case in the effective configuration', () => {
  const world = withHostnames('Shop.Example.com');
  const [gateway] = world.engine.configuration.gateways;
  assert.is(gateway?.listeners[0]?.hostname, 'shop.example.com');
});

test('listeners of two Gateways do not conflict', () => {
  const world = createWorld(
    {},
    gatewayClass,
    edge({ listeners: [http('a')] }),
    edge({ listeners: [http('a')] }, { name: 'other' }),
  );
  assert.equal(conditionsOf(world, 'a'), fine);
  assert.equal(world.engine.findings(), []);
});

/** Names of the listeners that overlap another one. */
function overlapping(...hostnames: readonly (string | undefined)[]): readonly string[] {
  const listeners = hostnames.map((hostname, index) => https(`l${index}`, hostname));
  const world = worldWith({ listeners }, tlsSecret('infra/cert'));
  return gatewayStatus(world).listeners.flatMap(({ name, conditions }) =>
    conditions.some(({ type }) => type === 'OverlappingTLSConfig') ? [name] : [],
  );
}

test('HTTPS listeners whose hostnames overlap on a port both say so', () => {
  assert.equal(overlapping('*.example.com', 'shop.example.com'), ['l0', 'l1']);
  assert.equal(overlapping('*.example.com', '*.shop.example.com'), ['l0', 'l1']);
  assert.equal(overlapping(undefined, 'shop.example.com', 'pay.example.com'), ['l0', 'l1', 'l2']);
  assert.equal(overlapping('*.example.com', 'example.com'), [], 'a wildcard does not cover the bare suffix');
  assert.equal(overlapping('*.example.com', 'a.example.org'), []);
  assert.equal(overlapping('shop.example.com', 'pay.example.com'), []);
  assert.equal(overlapping('*.example.com', 'shopexample.com'), []);
});

test('an overlap is a notice, not a refusal, and names the other listener', () => {
  const listeners = [https('a', '*.example.com'), https('b', 'shop.example.com')];
  const world = worldWith({ listeners }, tlsSecret('infra/cert'));
  for (const name of ['a', 'b']) {
    assert.is(gatewayCondition(world, 'OverlappingTLSConfig', name), 'True/OverlappingHostnames');
    assert.equal(conditionsOf(world, name), fine);
  }
  const [first] = gatewayStatus(world).listeners;
  assert.match(first?.conditions.find(({ type }) => type === 'OverlappingTLSConfig')?.message ?? '', 'listener b');
});

test('hostnames on different ports, and those of HTTP listeners, do not overlap', () => {
  const listeners = [
    https('a', '*.example.com', 443),
    https('b', 'shop.example.com', 8443),
    http('c', 'shop.example.com'),
  ];
  const world = worldWith({ listeners }, tlsSecret('infra/cert'));
  for (const name of ['a', 'b', 'c']) assert.is(gatewayCondition(world, 'OverlappingTLSConfig', name), 'absent');
});

test('the order of a Gateway’s listeners is kept in the status', () => {
  const engine = createEngine();
  assert.equal(engine.findings(), []);
  const world = worldWith({ listeners: [http('z'), http('a', 'a.example.com')] });
  assert.equal(
    gatewayStatus(world).listeners.map(({ name }) => name),
    ['z', 'a'],
  );
});

test.run();
