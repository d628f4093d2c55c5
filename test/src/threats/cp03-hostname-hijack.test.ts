import { compileConfiguration, explain } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, httpListener, namespace, route, service } from './manifests.ts';
import { createWorld, routeConditions } from './world.ts';

const test = suite('threat CP03: a tenant takes over the hostname of another');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web'), ...service('evil/web')];
const host = { hostnames: ['shop.example.com'] };

test('of two routes for one hostname and path, the older one answers, whichever came in first', () => {
  const own = route('shop/cart', { ...host, day: 1 });
  const taken = route('evil/cart', { ...host, day: 2 });
  for (const order of [
    [own, taken],
    [taken, own],
  ]) {
    assert.is(createWorld(...shared, ...order).decide({}).route, 'HTTPRoute/shop/cart');
  }
});

test('a route without a timestamp never stands before one that has been created', () => {
  const world = createWorld(...shared, route('evil/a', host), route('shop/z', { ...host, day: 9 }));
  assert.is(world.decide({}).route, 'HTTPRoute/shop/z');
});

test('adding the hostname to an older route moves the traffic, and the explanation names the loser and why', () => {
  const world = createWorld(
    ...shared,
    route('evil/old', { hostnames: ['evil.example.com'], day: 1 }),
    route('shop/cart', { ...host, day: 2 }),
  );
  assert.is(world.decide({}).route, 'HTTPRoute/shop/cart');
  world.upsert(route('evil/old', { hostnames: ['evil.example.com', 'shop.example.com'], day: 1 }));
  assert.is(world.decide({}).route, 'HTTPRoute/evil/old');
  const { configuration } = world.engine;
  const explained = explain(
    { configuration, matcher: compileConfiguration(configuration), attachments: world.engine.attachments() },
    { gateway: 'infra/edge', authority: 'shop.example.com', path: '/' },
  );
  assert.is(explained.kind, 'explained');
  if (explained.kind !== 'explained') return;
  const loser = explained.explanation.rules.find((one) => one.route === 'HTTPRoute/shop/cart');
  assert.is(loser?.outcome === 'lost' && loser.criterion, 'older route');
});

test('the loser of a hostname is warned by name before anybody asks, as long as it loses', () => {
  const taken = route('evil/cart', { ...host, day: 1 });
  const world = createWorld(...shared, taken, route('shop/cart', { ...host, day: 2 }));
  const warned = world.engine.findings().filter(({ resource }) => resource === 'HTTPRoute/shop/cart');
  assert.equal(
    warned.map(({ severity, rule }) => [severity, rule]),
    [['warning', 'conflict']],
  );
  assert.match(warned[0]?.message ?? '', /shop\.example\.com of Gateway\/infra\/edge: HTTPRoute\/evil\/cart/);
});

test('a longer path on the same hostname is not a way around age: it takes its own path and no more', () => {
  const rules = [{ matches: [{ path: { value: '/pay' } }], backendRefs: [{ name: 'web', port: 80 }] }];
  const world = createWorld(
    ...shared,
    route('shop/cart', { ...host, day: 1 }),
    route('evil/cart', { ...host, day: 2, rules }),
  );
  assert.is(world.decide({ path: '/pay' }).route, 'HTTPRoute/evil/cart');
  assert.is(world.decide({ path: '/paying' }).route, 'HTTPRoute/shop/cart');
});

test('a namespace that the listener does not let in gets nothing, and its status says so', () => {
  const listener = httpListener({
    allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { tenant: 'good' } } } },
  });
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge', listener),
    namespace('shop', { tenant: 'good' }),
    namespace('evil', { tenant: 'other' }),
    ...service('evil/web'),
    route('evil/cart', { ...host, day: 1 }),
  );
  assert.is(world.decide({}).code, 404);
  assert.ok(routeConditions(world, 'evil/cart').includes('Accepted=False/NotAllowedByListeners'));
  // The label decides at every change, not only when the route came in.
  world.upsert(namespace('evil', { tenant: 'good' }));
  assert.is(world.decide({}).route, 'HTTPRoute/evil/cart');
  world.upsert(namespace('evil', {}));
  assert.is(world.decide({}).code, 404);
  world.upsert(namespace('evil', { tenant: 'good' }));
  world.delete('Namespace/evil');
  assert.is(world.decide({}).code, 404);
});

test('a listener for any host does not serve the hosts of a more specific listener', () => {
  const listeners = [
    httpListener({ hostname: 'shop.example.com', allowedRoutes: { namespaces: { from: 'Same' } } }),
    httpListener({ name: 'any' }),
  ];
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge', ...listeners),
    ...service('evil/web'),
    route('evil/cart', { ...host, day: 1 }),
    route('evil/any', { day: 1 }),
  );
  assert.is(world.decide({}).code, 404);
  assert.is(world.decide({ authority: 'else.example.com' }).route, 'HTTPRoute/evil/any');
});

test('case, port and one trailing dot of the host make no difference; anything else does', () => {
  const world = createWorld(...shared, route('shop/cart', host));
  for (const authority of ['SHOP.Example.COM', 'shop.example.com:80', 'shop.example.com.', 'Shop.example.com.:8080']) {
    assert.is(world.decide({ authority }).route, 'HTTPRoute/shop/cart', authority);
  }
  for (const authority of ['xshop.example.com', 'shop.example.co']) {
    assert.is(world.decide({ authority }).code, 404, authority);
  }
  for (const authority of ['shop.example.com..', 'shop.example.com@evil.test', 'shop.example.com:', '']) {
    assert.is(world.decide({ authority }).code, 400, authority);
  }
});

test('a wildcard never stands for the bare suffix, nor for a name that only ends alike', () => {
  const world = createWorld(...shared, route('shop/cart', { hostnames: ['*.example.com'] }));
  for (const authority of ['a.example.com', 'b.a.example.com']) {
    assert.is(world.decide({ authority }).route, 'HTTPRoute/shop/cart', authority);
  }
  for (const authority of ['example.com', 'aexample.com', 'a.example.com.evil.test']) {
    assert.is(world.decide({ authority }).code, 404, authority);
  }
  assert.is(world.decide({ authority: '.example.com' }).code, 400);
});

test.run();
