import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  edgeWorld,
  gateway,
  gatewayClass,
  listenersOf,
  resourceOf,
  route,
  rulesOf,
  statusOf,
  unchecked,
} from '../engine/world.ts';

const test = suite('effective: virtual hosts');

test('a route reaching one host by two of its hostnames is there once, by the more specific', () => {
  const world = createWorld([
    gatewayClass(),
    gateway('infra/edge', [{ hostname: 'a.example.com' }]),
    route('shop/r', { hostnames: ['*.example.com', 'a.example.com', '*.com'] }),
  ]);
  const rules = rulesOf(world, 'a.example.com');
  assert.is(rules.length, 1);
  assert.is(rules[0]?.origin.hostname, 'a.example.com');
});

test('a route reaching one listener by two parentRefs is there once, and counted once', () => {
  const ref = { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' };
  const { spec, ...rest } = JSON.parse(JSON.stringify(resourceOf(route('shop/r', {}))));
  const world = edgeWorld();
  // The CRD lets no route name one listener twice.
  const resource = unchecked({ ...rest, spec: { ...spec, parentRefs: [ref, { ...ref, sectionName: 'l0' }] } });
  world.engine.apply([{ kind: 'upsert', resource }]);
  assert.is(rulesOf(world).length, 1);
  assert.is(statusOf(world, 'Gateway/infra/edge')?.listeners?.[0]?.attachedRoutes, 1);
});

test('where intersections tie, the route’s own hostname decides', () => {
  const world = createWorld([
    gatewayClass(),
    gateway('infra/edge', [{ hostname: 'a.example.com' }]),
    route('shop/any', {}, { creationTimestamp: '2020-01-01T00:00:00Z' }),
    route('shop/wide', { hostnames: ['*.com'] }, { creationTimestamp: '2021-01-01T00:00:00Z' }),
    route('shop/wild', { hostnames: ['*.example.com'] }, { creationTimestamp: '2022-01-01T00:00:00Z' }),
    route('shop/exact', { hostnames: ['a.example.com'] }, { creationTimestamp: '2023-01-01T00:00:00Z' }),
  ]);
  assert.equal(
    rulesOf(world, 'a.example.com').map(({ origin }) => origin.route.split('/')[2]),
    ['exact', 'wild', 'wide', 'any'],
  );
});

test('hosts stand in alphabetical order, and only those with rules', () => {
  const hostnames = ['b.test', '*.test', 'a.test', 'c.test'];
  const dropped = [{ matches: [{ path: { type: 'RegularExpression', value: '/(' } }] }];
  const world = edgeWorld(
    route('shop/r', { hostnames }),
    route('shop/bad', { hostnames: ['gone.test'], rules: dropped }),
  );
  const hosts = listenersOf(world)[0]?.virtualHosts.map(({ hostname }) => hostname);
  assert.equal(hosts, [...hostnames].sort());
});

test('one route on several listeners has the same rules there', () => {
  const world = createWorld([gatewayClass(), gateway('infra/edge', [{}, { port: 81 }]), route('shop/r', {})]);
  assert.is(rulesOf(world, '*', 'l0')[0], rulesOf(world, '*', 'l1')[0]);
});

test('a host with many routes is in order however they came', () => {
  const routes = Array.from({ length: 60 }, (_, index) =>
    route(`shop/r${index}`, { rules: [{ matches: [{ path: { value: `/${'x'.repeat((index * 7) % 60)}` } }] }] }),
  );
  const world = edgeWorld(...routes.slice(0, 30));
  for (const one of routes.slice(30, 35)) world.upsert(one);
  world.upsert(...routes.slice(35));
  const lengths = rulesOf(world).map(({ match }) => match.path.value.length);
  assert.is(lengths.length, 60);
  assert.equal(
    lengths,
    lengths.toSorted((a, b) => b - a),
  );
});

test.run();
