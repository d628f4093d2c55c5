import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  edgeWorld,
  gateway,
  gatewayClass,
  parentConditions,
  route,
  statusOf,
  type World,
} from '../engine/world.ts';

const test = suite('status: routes');

const ours = 'routeward.dev/gateway-controller';
const edge = { namespace: 'infra', name: 'edge' };
const ref = { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...edge };

const conditionsOf = (world: World, index = 0) =>
  statusOf(world, 'HTTPRoute/shop/r')?.parents?.[index]?.conditions ?? [];

const messageOf = (world: World, type: string): string =>
  conditionsOf(world).find((condition) => condition.type === type)?.message ?? '';

const badPattern = { matches: [{ path: { type: 'RegularExpression', value: '/(' } }] };

test('an entry has the parentRef as written, with the API’s defaults, and the controller’s name', () => {
  const world = edgeWorld(route('shop/r', { parentRefs: [{ ...edge, port: 80 }] }));
  const [entry, ...others] = statusOf(world, 'HTTPRoute/shop/r')?.parents ?? [];
  assert.equal(entry?.parentRef, { ...ref, port: 80 });
  assert.is(entry?.controllerName, ours);
  assert.equal(others, []);
});

test('another controller name is told where one is set', () => {
  const controllerName = 'example.com/mine';
  const world = createWorld(
    [gatewayClass('routeward', controllerName), gateway('infra/edge', [{}]), route('shop/r', {})],
    {
      controllerName,
    },
  );
  assert.is(statusOf(world, 'HTTPRoute/shop/r')?.parents?.[0]?.controllerName, controllerName);
});

test('conditions carry the generation that was looked at, and none where there is none', () => {
  const world = edgeWorld(route('shop/r', {}, { generation: 7 }));
  assert.equal(
    conditionsOf(world).map(({ observedGeneration }) => observedGeneration),
    [7, 7],
  );
  world.upsert(route('shop/r', {}, { generation: undefined }));
  for (const condition of conditionsOf(world)) assert.not('observedGeneration' in condition);
});

test('no condition carries a time: whoever writes the status knows it', () => {
  for (const condition of conditionsOf(edgeWorld(route('shop/r', {})))) assert.not('lastTransitionTime' in condition);
});

test('a route that is fine: Accepted and ResolvedRefs, and no PartiallyInvalid', () => {
  assert.equal(parentConditions(edgeWorld(route('shop/r', {})), 'shop/r'), [
    'Accepted=True/Accepted',
    'ResolvedRefs=True/ResolvedRefs',
  ]);
});

test('some rules that can’t be honoured: accepted, PartiallyInvalid says which were dropped', () => {
  const world = edgeWorld(route('shop/r', { rules: [{}, { ...badPattern, name: 'odd' }, badPattern] }));
  assert.equal(parentConditions(world, 'shop/r'), [
    'Accepted=True/Accepted',
    'PartiallyInvalid=True/UnsupportedValue',
    'ResolvedRefs=True/ResolvedRefs',
  ]);
  assert.match(messageOf(world, 'PartiallyInvalid'), /^Dropped Rule 1 \(odd\): .*Dropped Rule 2: /);
});

test('no rule that can be honoured: not accepted, no PartiallyInvalid, not counted', () => {
  const world = edgeWorld(route('shop/r', { rules: [badPattern, badPattern] }));
  assert.equal(parentConditions(world, 'shop/r'), [
    'Accepted=False/UnsupportedValue',
    'ResolvedRefs=True/ResolvedRefs',
  ]);
  assert.match(messageOf(world, 'Accepted'), /^Dropped Rule 0: /);
  assert.is(statusOf(world, 'Gateway/infra/edge')?.listeners?.[0]?.attachedRoutes, 0);
});

test('a route that does not attach is told so before anything about its rules, and never PartiallyInvalid', () => {
  const rules = [{}, badPattern];
  const world = edgeWorld(route('shop/r', { rules, parentRefs: [{ ...edge, sectionName: 'gone' }] }));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NoMatchingParent');
  assert.is(parentConditions(world, 'shop/r').length, 2);
});

test('references in a dropped rule are told too', () => {
  const rules = [{}, { ...badPattern, backendRefs: [{ name: 'gone', port: 80 }] }];
  const world = edgeWorld(route('shop/r', { rules }));
  assert.is(parentConditions(world, 'shop/r')[2], 'ResolvedRefs=False/BackendNotFound');
  assert.match(messageOf(world, 'ResolvedRefs'), 'spec.rules[1].backendRefs[0]: no Service gone');
});

test('messages stay within what can be stored', () => {
  const backendRefs = Array.from({ length: 16 }, (_, index) => ({ name: `${'long-'.repeat(40)}${index}`, port: 80 }));
  const rules = Array.from({ length: 16 }, () => ({ backendRefs }));
  const message = messageOf(edgeWorld(route('shop/r', { rules })), 'ResolvedRefs');
  assert.ok(message.length <= 4096 && message.endsWith('…'), `${message.length} characters`);
});

const condition = (type: string, fields: object = {}) => ({
  type,
  status: 'True',
  reason: 'R',
  message: 'm',
  observedGeneration: 1,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...fields,
});

const stored = (...parents: readonly object[]) => ({ ...route('shop/r', {}), status: { parents } });
const foreign = {
  parentRef: ref,
  controllerName: 'other.example/controller',
  conditions: [condition('Accepted'), condition('other.example/Thing')],
};

test('entries of other controllers stay to the letter, times included', () => {
  const world = edgeWorld(stored(foreign));
  const parents = statusOf(world, 'HTTPRoute/shop/r')?.parents;
  assert.is(parents?.length, 2);
  assert.equal(parents?.[0], foreign);
  assert.is(parents?.[1]?.controllerName, ours);
});

test('entries of other controllers stay on a route that is none of ours', () => {
  const world = createWorld([stored(foreign)]);
  assert.equal(statusOf(world, 'HTTPRoute/shop/r')?.parents, [foreign]);
});

test('entries of ours for parentRefs that are gone are removed', () => {
  const old = { parentRef: { ...ref, sectionName: 'old' }, controllerName: ours, conditions: [condition('Accepted')] };
  const world = edgeWorld(stored(old));
  const parents = statusOf(world, 'HTTPRoute/shop/r')?.parents;
  assert.equal(
    parents?.map(({ parentRef }) => parentRef),
    [ref],
  );
});

test('condition types of others in our entry stay, ours are replaced, PartiallyInvalid goes when it is over', () => {
  const conditions = ['PartiallyInvalid', 'other.example/Seen', 'Accepted'].map((type) => condition(type));
  const world = edgeWorld(stored({ parentRef: ref, controllerName: ours, conditions }));
  assert.equal(parentConditions(world, 'shop/r'), [
    'Accepted=True/Accepted',
    'ResolvedRefs=True/ResolvedRefs',
    'other.example/Seen=True/R',
  ]);
});

test('an entry that was written for a newer generation stays as it is', () => {
  const newer = {
    parentRef: ref,
    controllerName: ours,
    conditions: [condition('Accepted', { observedGeneration: 9 })],
  };
  const world = edgeWorld(stored(newer));
  assert.equal(statusOf(world, 'HTTPRoute/shop/r')?.parents, [newer]);
});

test('conditions of one entry are eight at most, ours first', () => {
  const conditions = Array.from({ length: 8 }, (_, index) => condition(`other.example/C${index}`));
  const world = edgeWorld(stored({ parentRef: ref, controllerName: ours, conditions }));
  assert.is(conditionsOf(world).length, 8);
  assert.equal(
    conditionsOf(world)
      .slice(0, 2)
      .map(({ type }) => type),
    ['Accepted', 'ResolvedRefs'],
  );
});

test('fields of the status that are not known here stay', () => {
  const world = edgeWorld({ ...route('shop/r', {}), status: { parents: [], later: { x: 1 } } });
  assert.equal(Object.keys(statusOf(world, 'HTTPRoute/shop/r') ?? {}).sort(), ['later', 'parents']);
});

test.run();
