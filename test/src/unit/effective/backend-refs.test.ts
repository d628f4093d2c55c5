import type { WeightedBackend } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { edgeWorld, grant, onlyRule, parentConditions, route, rulesOf, service, type World } from '../engine/world.ts';

const test = suite('effective: backendRefs');

const worldOf = (...backendRefs: readonly object[]): World =>
  edgeWorld(
    service('shop/web'),
    service('shop/copy'),
    service('shop/speaks', { ports: [{ port: 80, appProtocol: 'example.com/unknown' }] }),
    service('pay/api'),
    route('shop/r', { rules: [{ backendRefs }] }),
  );

function backendsOf(world: World): readonly WeightedBackend[] {
  const { action } = onlyRule(world);
  return action.kind === 'forward' ? action.backends : [];
}

const web = { name: 'web', port: 80 };

test('one that resolves names its backend by identity; weight 1 unless said', () => {
  assert.equal(backendsOf(worldOf(web, { ...web, weight: 0 })), [
    {
      kind: 'backend',
      backend: 'Service/shop/web/80',
      ref: { group: '', kind: 'Service', namespace: 'shop', name: 'web', port: 80 },
      weight: 1,
      filters: [],
    },
    {
      kind: 'backend',
      backend: 'Service/shop/web/80',
      ref: { group: '', kind: 'Service', namespace: 'shop', name: 'web', port: 80 },
      weight: 0,
      filters: [],
    },
  ]);
});

for (const [what, ref, reason] of [
  ['a Service that does not exist', { name: 'gone', port: 80 }, 'BackendNotFound'],
  ['a kind that is not known', { group: 'example.com', kind: 'Bucket', name: 'b' }, 'InvalidKind'],
  ['another namespace without a grant', { namespace: 'pay', name: 'api', port: 80 }, 'RefNotPermitted'],
  ['the same where nothing is there', { namespace: 'pay', name: 'gone', port: 80 }, 'RefNotPermitted'],
  ['a protocol that is not spoken', { name: 'speaks', port: 80 }, 'UnsupportedProtocol'],
] as const) {
  test(`${what}: invalid, with its weight, and the route stays accepted`, () => {
    const world = worldOf(web, { ...ref, weight: 3 });
    const [good, bad] = backendsOf(world);
    assert.is(good?.kind, 'backend');
    assert.is(bad?.kind === 'invalid' && bad.reason, reason);
    assert.is(bad?.weight, 3);
    assert.equal(parentConditions(world, 'shop/r'), ['Accepted=True/Accepted', `ResolvedRefs=False/${reason}`]);
    assert.is(world.engine.findings()[0]?.path, 'spec.rules[0].backendRefs[1]');
  });
}

test('of several reasons a missing grant is told first', () => {
  const world = worldOf(
    { name: 'gone', port: 80 },
    { kind: 'Bucket', name: 'b' },
    { namespace: 'pay', name: 'api', port: 80 },
  );
  assert.is(parentConditions(world, 'shop/r')[1], 'ResolvedRefs=False/RefNotPermitted');
  const kinds = worldOf({ name: 'gone', port: 80 }, { kind: 'Bucket', name: 'b' });
  assert.is(parentConditions(kinds, 'shop/r')[1], 'ResolvedRefs=False/InvalidKind');
});

test('a grant makes it valid, revocation invalid again', () => {
  const world = worldOf({ namespace: 'pay', name: 'api', port: 80 });
  world.upsert(grant('pay/g', 'shop'));
  assert.is(backendsOf(world)[0]?.kind, 'backend');
  assert.is(parentConditions(world, 'shop/r')[1], 'ResolvedRefs=True/ResolvedRefs');
  world.delete('ReferenceGrant/pay/g');
  assert.is(backendsOf(world)[0]?.kind, 'invalid');
});

for (const [what, rules] of [
  ['left out', [{}]],
  ['an empty list', [{ backendRefs: [] }]],
] as const) {
  test(`backendRefs ${what}: the rule stays and has none`, () => {
    const world = edgeWorld(route('shop/r', { rules }));
    assert.equal(onlyRule(world).action, { kind: 'forward', backends: [] });
    assert.equal(parentConditions(world, 'shop/r'), ['Accepted=True/Accepted', 'ResolvedRefs=True/ResolvedRefs']);
  });
}

test('filters of a backendRef are its own, in their order', () => {
  const filters = [
    { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'A', value: 'b' }] } },
    { type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } },
  ];
  const world = worldOf({ ...web, filters }, web);
  const [first, second] = backendsOf(world);
  assert.equal(first?.kind === 'backend' && first.filters.map(({ kind }) => kind), ['requestHeaders', 'mirror']);
  assert.equal(second?.kind === 'backend' && second.filters, []);
  assert.equal(onlyRule(world).filters, []);
  assert.ok(world.engine.configuration.backends.some(({ key }) => key === 'Service/shop/copy/80'));
});

test('a redirect on a backendRef answers for its share', () => {
  const filters = [{ type: 'RequestRedirect', requestRedirect: { hostname: 'b.test' } }];
  const [backend] = backendsOf(worldOf({ ...web, filters }));
  assert.equal(backend?.kind === 'backend' && backend.redirect, { hostname: 'b.test', statusCode: 302 });
});

for (const [what, filter] of [
  ['an extension that is not known', { type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'K', name: 'n' } }],
  [
    'ExternalAuth',
    { type: 'ExternalAuth', externalAuth: { protocol: 'HTTP', http: {}, backendRef: { name: 'auth', port: 80 } } },
  ],
] as const) {
  test(`${what} on a backendRef: that share gets 500, the other goes on`, () => {
    const world = worldOf({ ...web, weight: 2, filters: [filter] }, { ...web, weight: 5 });
    assert.equal(
      backendsOf(world).map(({ kind, weight }) => `${kind} ${weight}`),
      ['invalid 2', 'backend 5'],
    );
    assert.equal(parentConditions(world, 'shop/r'), ['Accepted=True/Accepted', 'ResolvedRefs=False/InvalidKind']);
  });
}

test('a filter on a backendRef that contradicts itself takes the rule with it', () => {
  const fields = { set: [{ name: 'a', value: 'b' }], remove: ['A'] };
  const world = worldOf({ ...web, filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: fields }] });
  assert.equal(rulesOf(world), []);
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/UnsupportedValue');
});

test('a mirror to nowhere on a backendRef is dropped, the backend stays', () => {
  const filters = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'gone', port: 80 } } }];
  const world = worldOf({ ...web, filters });
  const [backend] = backendsOf(world);
  assert.equal(backend?.kind === 'backend' && backend.filters, []);
  assert.is(parentConditions(world, 'shop/r')[1], 'ResolvedRefs=False/BackendNotFound');
});

test.run();
