import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  forwardTo,
  gateway,
  gatewayClass,
  onGateway,
  onRoute,
  onService,
  paint,
  policy,
  route,
  scopesOf,
  service,
} from './color-world.ts';

const test = suite('policy: scopes');

const color = (target: string, value: string): string => `{ ${target}, default: { color: ${value} } }`;

test('no policy, no scope', () => {
  const engine = paint(gatewayClass + gateway('g') + route('r', '{ name: g }', forwardTo('s')) + service('s'));
  assert.equal(engine.policies(), []);
});

test('the same route under two Gateways is two scopes', () => {
  const engine = paint(
    gatewayClass +
      gateway('a') +
      gateway('b') +
      route('r', '{ name: a }, { name: b }', forwardTo('s')) +
      service('s') +
      policy('pa', color(onGateway('a'), 'red')) +
      policy('pb', color(onGateway('b'), 'blue')),
  );
  assert.equal(scopesOf(engine), ['c > a > r: {"color":"red"}', 'c > b > r: {"color":"blue"}']);
});

test('a Service that two routes lead to has two results', () => {
  const engine = paint(
    gatewayClass +
      gateway('g') +
      route('q', '{ name: g }', forwardTo('s')) +
      route('r', '{ name: g }', forwardTo('s')) +
      service('s') +
      policy('on-r', `{ ${onRoute('r')}, override: { color: blue } }`) +
      policy('on-s', color(onService('s'), 'green')),
  );
  assert.equal(scopesOf(engine), [
    'c > g > q > s: {"color":"green"}',
    'c > g > r: {"color":"blue"}',
    'c > g > r > s: {"color":"blue"}',
  ]);
});

test('a rule with a policy of its own leaves the other rules their scope', () => {
  const engine = paint(
    gatewayClass +
      gateway('g') +
      route(
        'r',
        '{ name: g }',
        `${forwardTo('s', 'name: one,')}, ${forwardTo('s', 'name: two, matches: [{ path: { value: /b } }],')}`,
      ) +
      service('s') +
      policy('on-r', color(onRoute('r'), 'red')) +
      policy('on-one', color(onRoute('r', 'one'), 'blue')),
  );
  assert.equal(scopesOf(engine), ['c > g > r: {"color":"red"}', 'c > g > r > r#one: {"color":"blue"}']);
});

test('a listener with a policy of its own leaves the other listeners their scope', () => {
  const engine = paint(
    gatewayClass +
      gateway('g', ['http', 'other']) +
      route('r', '{ name: g }', forwardTo('s')) +
      service('s') +
      policy('on-g', color(onGateway('g'), 'red')) +
      policy('on-other', color(onGateway('g', 'other'), 'blue')),
  );
  assert.equal(scopesOf(engine), ['c > g > r: {"color":"red"}', 'c > g > g#other > r: {"color":"blue"}']);
});

test('every level in one path, the most specific default counts', () => {
  const engine = paint(
    gatewayClass +
      gateway('g') +
      route('r', '{ name: g }', forwardTo('s', 'name: one,')) +
      service('s') +
      policy('p1', '{ targetRef: { kind: GatewayClass, name: c }, default: { size: 1 } }', { namespace: '' }) +
      policy('p2', '{ targetRef: { kind: Namespace, name: ns }, default: { size: 2 } }') +
      policy('p3', `{ ${onGateway('g')}, default: { size: 3 } }`) +
      policy('p4', `{ ${onGateway('g', 'http')}, default: { size: 4 } }`) +
      policy('p5', `{ ${onRoute('r')}, default: { size: 5 } }`) +
      policy('p6', `{ ${onRoute('r', 'one')}, default: { size: 6 } }`) +
      policy('p7', `{ ${onService('s')}, default: { size: 7 } }`) +
      policy('p8', `{ ${onService('s', 'http')}, default: { size: 8 } }`),
  );
  const port = engine.policies().find(({ path }) => path.at(-1) === 'Service/ns/s#http');
  assert.is(
    port?.path.join(' '),
    'GatewayClass/c Namespace/ns Gateway/ns/g Gateway/ns/g#http HTTPRoute/ns/r HTTPRoute/ns/r#one Service/ns/s Service/ns/s#http',
  );
  assert.is(port?.spec['size'], 8);
  assert.equal(
    port?.beaten.map(({ value }) => value),
    [7, 6, 5, 4, 3, 2, 1],
  );
});

test('a Namespace stands above the highest object that is in it', () => {
  const engine = paint(
    gatewayClass +
      gateway('g', ['http'], 'infra') +
      route('r', '{ name: g, namespace: infra }', '{ backendRefs: [{ name: s, port: 80 }] }') +
      service('s') +
      policy('p', '{ targetRef: { kind: Namespace, name: ns }, default: { color: red } }') +
      policy('q', '{ targetRef: { kind: Namespace, name: infra }, default: { color: blue, size: 1 } }', {
        namespace: 'infra',
      }),
  );
  assert.equal(
    engine.policies().map(({ path }) => path.join(' ')),
    ['GatewayClass/c Namespace/infra Gateway/infra/g Namespace/ns HTTPRoute/ns/r'],
  );
  assert.is(JSON.stringify(engine.policies()[0]?.spec), '{"color":"red","size":1}');
});

test('a direct policy affects its target and nothing below', () => {
  const direct = { kind: 'CoatPolicy' };
  const engine = paint(
    gatewayClass +
      gateway('g', ['http', 'other']) +
      route('r', '{ name: g }', forwardTo('s', 'name: one,')) +
      service('s') +
      policy('g', `{ ${onGateway('g')}, color: red }`, direct) +
      policy('l', `{ ${onGateway('g', 'http')}, color: green }`, direct) +
      policy('r', `{ ${onRoute('r')}, color: blue }`, direct) +
      policy('s', `{ ${onService('s')}, color: white }`, direct) +
      policy('p', `{ ${onService('s', 'http')}, color: black }`, direct),
  );
  assert.equal(scopesOf(engine), [
    'c > g: {"color":"red"}',
    'c > g > g#http: {"color":"green"}',
    'c > g > r: {"color":"blue"}',
    'c > g > r > s > s#http: {"color":"black"}',
  ]);
});

test('the three modes are asked for one by one', () => {
  const engine = paint(
    gatewayClass +
      gateway('g') +
      route('r', '{ name: g }', forwardTo('s')) +
      service('s') +
      policy('p1', '{ targetRef: { kind: GatewayClass, name: c }, overrides: { size: 1 } }', { namespace: '' }) +
      policy('p2', `{ ${onGateway('g')}, defaults: { size: 2 } }`) +
      policy('p3', `{ ${onRoute('r')}, defaults: { size: 3 } }`),
  );
  assert.equal(scopesOf(engine, 'classic'), ['c > g > r: {"size":1}']);
  assert.equal(scopesOf(engine, 'gep-713'), ['c > g > r: {"size":1}']);
  assert.equal(scopesOf(engine, 'gep-713-literal'), ['c > g > r: {"size":3}']);
});

test('a route that changes its Gateway takes its scopes along', () => {
  const world = gatewayClass + gateway('a') + gateway('b') + service('s') + policy('p', color(onGateway('a'), 'red'));
  const engine = paint(world + route('r', '{ name: a }', forwardTo('s')));
  const [moved] = paint(route('r', '{ name: b }', forwardTo('s'))).resources();
  if (moved) engine.apply([{ kind: 'upsert', resource: moved }]);
  assert.equal(scopesOf(engine), ['c > a: {"color":"red"}']);
});

test.run();
