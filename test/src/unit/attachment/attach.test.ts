import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createWorld,
  gateway,
  gatewayClass,
  namespace,
  parentConditions,
  route,
  statusOf,
  type World,
} from '../engine/world.ts';

const test = suite('attachment: which listeners take a route');

const three = gateway('infra/edge', [
  { name: 'one' },
  { name: 'two', hostname: 'two.test' },
  { name: 'alt', port: 8080 },
]);

const parent = (fields: object) => ({ parentRefs: [{ namespace: 'infra', name: 'edge', ...fields }] });

const worldOf = (...more: readonly unknown[]): World => createWorld([gatewayClass(), ...more]);

const attachedTo = (world: World): readonly string[] =>
  (world.engine.attachments()[0]?.parents ?? []).flatMap(({ listeners }) =>
    listeners.filter(({ kind }) => kind === 'attached').map(({ listener }) => listener),
  );

for (const [what, fields, expected] of [
  ['all listeners without sectionName and port', {}, ['one', 'two', 'alt']],
  ['the one that sectionName names', { sectionName: 'two' }, ['two']],
  ['those on the port', { port: 80 }, ['one', 'two']],
  ['the one where both agree', { sectionName: 'alt', port: 8080 }, ['alt']],
] as const) {
  test(`a parentRef means ${what}`, () => {
    const world = worldOf(three, route('shop/r', parent(fields)));
    assert.equal(attachedTo(world), expected);
    assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=True/Accepted');
  });
}

for (const [what, fields] of [
  ['a sectionName that no listener has', { sectionName: 'three' }],
  ['a port that no listener has', { port: 81 }],
  ['a sectionName and a port of different listeners', { sectionName: 'one', port: 8080 }],
] as const) {
  test(`${what}: NoMatchingParent`, () => {
    const world = worldOf(three, route('shop/r', parent(fields)));
    assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NoMatchingParent');
    assert.equal(attachedTo(world), []);
    const [finding] = world.engine.findings();
    assert.is(finding?.rule, 'attachment');
    assert.is(finding?.path, 'spec.parentRefs[0]');
    for (const value of Object.values(fields)) assert.match(finding?.message ?? '', String(value));
  });
}

test('a parentRef without namespace means the route’s own', () => {
  const world = worldOf(gateway('shop/edge', [{}]), three, route('shop/r', { parentRefs: [{ name: 'edge' }] }));
  assert.is(world.engine.attachments()[0]?.parents[0]?.parent, 'Gateway/shop/edge');
});

test('a Gateway that does not exist: no entry in the status, and a finding', () => {
  const world = worldOf(route('shop/r', parent({})));
  assert.equal(statusOf(world, 'HTTPRoute/shop/r')?.parents, []);
  assert.equal(world.engine.attachments()[0]?.unresolved, [
    { index: 0, parent: 'Gateway/infra/edge', message: 'no such Gateway' },
  ]);
  assert.is(world.engine.findings()[0]?.path, 'spec.parentRefs[0]');
});

test('a Gateway of another controller: no entry, and nothing to complain about', () => {
  const foreign = gatewayClass('routeward', 'other.example/controller');
  const world = createWorld([foreign, three, route('shop/r', parent({}))]);
  assert.equal(statusOf(world, 'HTTPRoute/shop/r')?.parents, []);
  assert.is(statusOf(world, 'Gateway/infra/edge'), undefined);
  assert.match(world.engine.attachments()[0]?.unresolved[0]?.message ?? '', 'other.example/controller');
  assert.equal(world.engine.findings(), []);
  assert.equal(world.engine.configuration.gateways, []);
});

test('a Gateway whose class does not exist: the finding is the Gateway’s', () => {
  const world = createWorld([three, route('shop/r', parent({}))]);
  assert.equal(
    world.engine.findings().map(({ resource, path }) => `${resource} ${path}`),
    ['Gateway/infra/edge spec.gatewayClassName'],
  );
});

for (const [what, ref, expected] of [
  ['a Service', { group: '', kind: 'Service', name: 'web' }, 'Service/shop/web'],
  ['another kind of the group', { kind: 'ListenerSet', name: 'web' }, 'ListenerSet/shop/web'],
  ['a kind of another group', { group: 'example.com', kind: 'Gateway', name: 'web' }, 'example.com.Gateway/shop/web'],
] as const) {
  test(`${what} as parent is not resolved`, () => {
    const world = worldOf(route('shop/r', { parentRefs: [ref] }));
    const [attachment] = world.engine.attachments();
    assert.is(attachment?.unresolved[0]?.parent, expected);
    assert.equal(attachment?.parents, []);
    assert.is(world.engine.findings().length, 1);
  });
}

const allowed = (allowedRoutes: object) => gateway('infra/edge', [{ allowedRoutes }]);

test('namespaces: Same lets in the Gateway’s own only', () => {
  const edge = allowed({ namespaces: { from: 'Same' } });
  const world = worldOf(edge, route('infra/in', parent({})), route('shop/out', parent({})));
  assert.is(parentConditions(world, 'infra/in')[0], 'Accepted=True/Accepted');
  assert.is(parentConditions(world, 'shop/out')[0], 'Accepted=False/NotAllowedByListeners');
});

test('namespaces: a selector looks at labels, and follows them', () => {
  const edge = allowed({ namespaces: { from: 'Selector', selector: { matchLabels: { team: 'red' } } } });
  const world = worldOf(edge, namespace('shop', { team: 'red' }), route('shop/r', {}), route('pay/r', {}));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=True/Accepted');
  assert.is(parentConditions(world, 'pay/r')[0], 'Accepted=False/NotAllowedByListeners');
  const update = world.upsert(namespace('shop', { team: 'blue' }), namespace('pay', { team: 'red' }));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NotAllowedByListeners');
  assert.is(parentConditions(world, 'pay/r')[0], 'Accepted=True/Accepted');
  assert.equal(update.changedGateways, ['Gateway/infra/edge']);
  world.delete('Namespace/pay');
  assert.is(parentConditions(world, 'pay/r')[0], 'Accepted=False/NotAllowedByListeners');
});

test('kinds: a listener that takes no HTTPRoute refuses it', () => {
  const world = worldOf(allowed({ namespaces: { from: 'All' }, kinds: [{ kind: 'TLSRoute' }] }), route('shop/r', {}));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NotAllowedByListeners');
  assert.match(world.engine.findings().find(({ rule }) => rule === 'attachment')?.message ?? '', 'no kind of route');
});

const closed = { allowedRoutes: { namespaces: { from: 'Same' } } };

test('one listener that takes the route is enough, whatever the others say', () => {
  const edge = gateway('infra/edge', [closed, { hostname: 'other.test' }, { port: 81 }]);
  const world = worldOf(edge, route('shop/r', { hostnames: ['a.test'] }));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=True/Accepted');
  const [attachment] = world.engine.attachments();
  assert.equal(
    attachment?.parents[0]?.listeners.map((entry) => (entry.kind === 'refused' ? entry.reason : entry.kind)),
    ['NotAllowedByListeners', 'NoMatchingListenerHostname', 'attached'],
  );
});

test('a hostname that fails where namespace and kind pass is the reason, as it is the nearest to success', () => {
  const edge = gateway('infra/edge', [closed, { hostname: 'other.test' }]);
  const world = worldOf(edge, route('shop/r', { hostnames: ['a.test'] }));
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NoMatchingListenerHostname');
});

test('a listener that refuses by namespace and by hostname refuses by namespace', () => {
  const world = worldOf(
    gateway('infra/edge', [{ ...closed, hostname: 'other.test' }]),
    route('shop/r', { hostnames: ['a.test'] }),
  );
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/NotAllowedByListeners');
});

test('each parentRef has its own answer', () => {
  const refs = [{ sectionName: 'one' }, { sectionName: 'gone' }].map((ref) => ({
    namespace: 'infra',
    name: 'edge',
    ...ref,
  }));
  const world = worldOf(three, route('shop/r', { parentRefs: refs }));
  assert.is(parentConditions(world, 'shop/r', 0)[0], 'Accepted=True/Accepted');
  assert.is(parentConditions(world, 'shop/r', 1)[0], 'Accepted=False/NoMatchingParent');
  assert.equal(
    world.engine.attachments()[0]?.parents.map(({ index, sectionName }) => `${index} ${sectionName}`),
    ['0 one', '1 gone'],
  );
});

test('a route without parentRefs is left alone', () => {
  const world = worldOf(three, route('shop/r', { parentRefs: undefined }));
  assert.equal(world.engine.attachments(), [{ route: 'HTTPRoute/shop/r', parents: [], unresolved: [] }]);
  assert.equal(world.engine.findings(), []);
});

test.run();
