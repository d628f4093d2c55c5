import type { Engine } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  forwardTo,
  gateway,
  gatewayClass,
  messageOf,
  onGateway,
  onRoute,
  onService,
  paint,
  policy,
  route,
  scopesOf,
  service,
  verdictsOf,
} from './color-world.ts';

const test = suite('policy: the worked examples of GEP-713');

const twoRoutes =
  gatewayClass +
  gateway('g1') +
  route('r1', '{ name: g1 }', forwardTo('b1')) +
  route('r2', '{ name: g1 }', forwardTo('b2')) +
  service('b1') +
  service('b2');

test('1. direct: of two for one backend the older counts, and the other is told so', () => {
  const engine = paint(
    twoRoutes +
      policy('p1', `{ ${onService('b1')}, color: red }`, { kind: 'CoatPolicy' }) +
      policy('p2', `{ ${onService('b1')}, color: blue }`, { kind: 'CoatPolicy', second: 1 }),
    'gep-713',
  );
  assert.equal(scopesOf(engine), ['c > g1 > r1 > b1: {"color":"red"}']);
  assert.equal(verdictsOf(engine, 'CoatPolicy/ns/p1'), ['Gateway g1: Accepted, Programmed']);
  assert.equal(verdictsOf(engine, 'CoatPolicy/ns/p2'), ['Service b1: Conflicted']);
  assert.match(messageOf(engine, 'CoatPolicy/ns/p2', 'Accepted'), 'CoatPolicy/ns/p1');
  assert.equal(
    engine
      .findings()
      .flatMap(({ resource, rule }) => (resource.startsWith('CoatPolicy/') ? [`${resource} ${rule}`] : [])),
    ['CoatPolicy/ns/p2 conflict'],
  );
});

const fourRoutes =
  gatewayClass +
  gateway('g1') +
  gateway('g2') +
  route('r1', '{ name: g1 }', forwardTo('b1')) +
  route('r2', '{ name: g1 }', forwardTo('b1')) +
  route('r3', '{ name: g2 }', forwardTo('b1')) +
  route('r4', '{ name: g2 }', forwardTo('b2')) +
  service('b1') +
  service('b2');

/** Policies whose values count in a scope of one of the routes. */
function countedIn(engine: Engine, routes: readonly string[]): readonly string[] {
  const scopes = engine.policies().filter(({ path }) => routes.includes(path.at(-1) ?? ''));
  const policies = scopes.flatMap(({ origins }) => Object.values(origins).map((origin) => origin.policy));
  return [...new Set(policies)].sort();
}

const key = (name: string): string => `ColorPolicy/ns/${name}`;

test('2. defaults and overrides, each as a whole', () => {
  const engine = paint(
    fourRoutes +
      policy('p1', `{ ${onGateway('g1')}, color: red }`) +
      policy('p2', `{ ${onRoute('r1')}, color: blue }`) +
      policy('p3', `{ ${onGateway('g2')}, overrides: { color: yellow } }`) +
      policy('p4', `{ ${onRoute('r4')}, color: green }`),
    'gep-713',
  );
  assert.equal(scopesOf(engine), [
    'c > g1 > r1: {"color":"blue"}',
    'c > g1 > r2: {"color":"red"}',
    'c > g2 > r3: {"color":"yellow"}',
    'c > g2 > r4: {"color":"yellow"}',
  ]);
  assert.equal(
    countedIn(engine, ['HTTPRoute/ns/r1', 'HTTPRoute/ns/r2', 'HTTPRoute/ns/r3']),
    ['p1', 'p2', 'p3'].map(key),
  );
  assert.equal(countedIn(engine, ['HTTPRoute/ns/r4']), [key('p3')]);
  assert.equal(verdictsOf(engine, key('p1')), ['Gateway g1: Accepted, PartiallyProgrammed']);
  assert.match(messageOf(engine, key('p1'), 'Programmed'), key('p2'));
  assert.equal(verdictsOf(engine, key('p2')), ['Gateway g1: Accepted, Programmed']);
  assert.equal(verdictsOf(engine, key('p3')), ['Gateway g2: Accepted, Programmed']);
  assert.equal(verdictsOf(engine, key('p4')), ['Gateway g2: Accepted, Overridden']);
  assert.match(messageOf(engine, key('p4'), 'Programmed'), key('p3'));
});

test('3. merged specs: atomic defaults beside patch overrides', () => {
  const engine = paint(
    fourRoutes +
      policy('p1', `{ ${onGateway('g1')}, colors: { dark: brown, light: red }, strategy: atomic }`) +
      policy('p2', `{ ${onRoute('r1')}, colors: { light: blue } }`) +
      policy('p3', `{ ${onGateway('g2')}, overrides: { colors: { light: yellow }, strategy: patch } }`) +
      policy('p4', `{ ${onRoute('r4')}, colors: { dark: olive, light: green } }`),
    'gep-713',
  );
  assert.equal(scopesOf(engine), [
    'c > g1 > r1: {"colors":{"light":"blue"}}',
    'c > g1 > r2: {"colors":{"dark":"brown","light":"red"}}',
    'c > g2 > r3: {"colors":{"light":"yellow"}}',
    'c > g2 > r4: {"colors":{"dark":"olive","light":"yellow"}}',
  ]);
  assert.equal(
    countedIn(engine, ['HTTPRoute/ns/r1', 'HTTPRoute/ns/r2', 'HTTPRoute/ns/r3']),
    ['p1', 'p2', 'p3'].map(key),
  );
  assert.equal(countedIn(engine, ['HTTPRoute/ns/r4']), ['p3', 'p4'].map(key));
  assert.equal(verdictsOf(engine, key('p1')), ['Gateway g1: Accepted, PartiallyProgrammed']);
  assert.equal(verdictsOf(engine, key('p2')), ['Gateway g1: Accepted, Programmed']);
  assert.equal(verdictsOf(engine, key('p3')), ['Gateway g2: Accepted, Programmed']);
  assert.equal(verdictsOf(engine, key('p4')), ['Gateway g2: Accepted, PartiallyProgrammed']);
  assert.match(messageOf(engine, key('p4'), 'Programmed'), key('p3'));
});

test.run();
