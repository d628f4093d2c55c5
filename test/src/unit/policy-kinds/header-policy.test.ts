import type { Filter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: HeaderPolicy');

type Fields = Readonly<Record<string, unknown>>;

const at = (target: string, spec: Fields, name = 'p') => policy('HeaderPolicy', name, target, spec);
const onGateway = (spec: Fields) => at('Gateway/infra/edge', spec, 'gateway');
const onRoute = (spec: Fields) => at('HTTPRoute/shop/r', spec);

const set = (name: string, value: string) => ({ name, action: 'Set', value });
const add = (name: string, value: string) => ({ name, action: 'Add', value });
const remove = (name: string) => ({ name, action: 'Remove' });

const changes = (sets: Fields[], adds: Fields[] = [], removes: string[] = []) => ({
  set: sets,
  add: adds,
  remove: removes,
});

const filtersOf = (policies: readonly Fields[], rule: Fields = {}): readonly Filter[] =>
  ruleOf(shopWorld(policies, rule)).filters;

test('sets, adds and removes headers of requests and responses', () => {
  const spec = { request: [set('a', '1'), add('b', '2'), remove('c')], response: [set('d', '3')] };
  assert.equal(filtersOf([onGateway({ default: spec })]), [
    { kind: 'requestHeaders', changes: changes([{ name: 'a', value: '1' }], [{ name: 'b', value: '2' }], ['c']) },
    { kind: 'responseHeaders', changes: changes([{ name: 'd', value: '3' }]) },
  ]);
});

test('headers are merged by name; whoever decides on one decides all of it', () => {
  const above = { request: [set('a', 'gateway'), set('b', 'gateway')] };
  const below = { request: [remove('a'), set('c', 'route')] };
  assert.equal(filtersOf([onGateway({ default: above }), onRoute({ default: below })]), [
    {
      kind: 'requestHeaders',
      changes: changes(
        [
          { name: 'b', value: 'gateway' },
          { name: 'c', value: 'route' },
        ],
        [],
        ['a'],
      ),
    },
  ]);
  const [filter] = filtersOf([onGateway({ override: above }), onRoute({ override: below })]);
  assert.equal(filter?.kind === 'requestHeaders' && filter.changes.remove, []);
});

const own: Fields = {
  filters: [
    {
      type: 'RequestHeaderModifier',
      requestHeaderModifier: { set: [{ name: 'A', value: 'own' }], remove: ['X-Old'] },
    },
  ],
};

test("the rule's own filter: a default stays away from its headers", () => {
  const spec = { request: [set('a', 'policy'), set('x-old', 'policy'), set('b', 'policy')] };
  assert.equal(filtersOf([onRoute({ default: spec })], own), [
    { kind: 'requestHeaders', changes: changes([{ name: 'a', value: 'own' }], [], ['x-old']) },
    { kind: 'requestHeaders', changes: changes([{ name: 'b', value: 'policy' }]) },
  ]);
});

test("the rule's own filter stays where a policy is about the other direction only", () => {
  const rule = {
    filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { add: [{ name: 'a', value: '1' }] } }],
  };
  assert.equal(filtersOf([onRoute({ default: { response: [remove('b')] } })], rule), [
    { kind: 'requestHeaders', changes: changes([], [{ name: 'a', value: '1' }]) },
    { kind: 'responseHeaders', changes: changes([], [], ['b']) },
  ]);
});

test("the rule's own filter: an override takes a header from it", () => {
  assert.equal(filtersOf([onGateway({ override: { request: [add('a', 'policy')] } })], own), [
    { kind: 'requestHeaders', changes: changes([], [], ['x-old']) },
    { kind: 'requestHeaders', changes: changes([], [{ name: 'a', value: 'policy' }]) },
  ]);
  const atomic = { overrides: { strategy: 'Atomic', request: [set('b', 'policy')] } };
  assert.equal(filtersOf([onGateway(atomic)], own), [
    { kind: 'requestHeaders', changes: changes([{ name: 'b', value: 'policy' }]) },
  ]);
});

test('of a Service: at that backend only', () => {
  const pay = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'pay' } };
  const world = shopWorld(
    [
      { ...pay, spec: { ports: [{ port: 80 }] } },
      onGateway({ default: { request: [set('a', '1')] } }),
      at('Service/shop/pay', { default: { request: [set('b', '2')] } }),
    ],
    { backendRefs: ['cart', 'pay'].map((name) => ({ name, port: 80 })) },
  );
  const { filters, action } = ruleOf(world);
  assert.equal(filters, []);
  const [a, b] = [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ];
  assert.equal(
    action.kind === 'forward' && action.backends.map((backend) => backend.kind === 'backend' && backend.filters),
    [[{ kind: 'requestHeaders', changes: changes([a]) }], [{ kind: 'requestHeaders', changes: changes([a, b]) }]],
  );
});

test('every bad value is refused by name and path', () => {
  assertRefused('HeaderPolicy', [
    [{ request: [{ name: 'X-Upper', action: 'Remove' }] }, 'request[0].name'],
    [{ request: [{ name: 'a b', action: 'Remove' }] }, 'request[0].name'],
    [{ request: [{ action: 'Remove' }] }, 'request[0].name'],
    [{ request: [{ name: 'a', action: 'Replace' }] }, 'request[0].action'],
    [{ request: [{ name: 'a' }] }, 'request[0].action'],
    [{ request: [{ name: 'a', action: 'Set' }] }, 'request[0].value'],
    [{ response: [{ name: 'a', action: 'Remove', value: 'x' }] }, 'response[0].value'],
    [{ response: [{ name: 'a', action: 'Add', value: 'x\r\ny: z' }] }, 'response[0].value'],
    [{ request: [remove('a'), set('a', '1')] }, 'request[1]'],
    [{ request: { a: '1' } }, 'request'],
  ]);
});

test.run();
