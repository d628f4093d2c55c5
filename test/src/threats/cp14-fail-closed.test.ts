import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, routeConditions } from './world.ts';

const test = suite('threat CP14: what cannot be honoured is left out, and the door stands open');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

const extension = { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Login', name: 'must-log-in' } };

test('a filter that nobody here knows: its rule answers 500 and never forwards', () => {
  const world = createWorld(
    ...shared,
    route('shop/cart', { rules: [{ filters: [extension], backendRefs: backend() }] }),
  );
  const decision = world.decide({});
  assert.is(decision.action, 'respond');
  assert.is(decision.code, 500);
  assert.is(decision.route, 'HTTPRoute/shop/cart');
});

test('behind it, a rule for all paths does not take over what the guarded rule matches', () => {
  const rules = [
    { matches: [{ path: { value: '/admin' } }], filters: [extension], backendRefs: backend() },
    { matches: [{ path: { value: '/' } }], backendRefs: backend() },
  ];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  assert.is(world.decide({ path: '/admin/users' }).code, 500);
  assert.is(world.decide({ path: '/public' }).action, 'forward');
});

const unusable = { type: 'RegularExpression', value: '(?!a)' };

for (const [what, matches] of [
  ['the path of another match', [{ path: unusable }, { path: { value: '/admin' } }]],
  ['a header of the same match', [{ path: { value: '/admin' }, headers: [{ name: 'x', ...unusable }] }]],
  ['a query parameter of the same match', [{ path: { value: '/admin' }, queryParams: [{ name: 'x', ...unusable }] }]],
] as const) {
  test(`nor when, besides, a regular expression for ${what} is refused`, () => {
    const rules = [
      { matches, filters: [extension], backendRefs: backend() },
      { matches: [{ path: { value: '/' } }], backendRefs: backend() },
    ];
    const world = createWorld(...shared, route('shop/cart', { rules }));
    const { code, match } = world.decide({ path: '/admin/users' });
    assert.equal([code, match], [500, matches.length - 1]);
    assert.is(world.decide({ path: '/public' }).action, 'forward');
    assert.ok(routeConditions(world, 'shop/cart').includes('PartiallyInvalid=True/UnsupportedValue'));
  });
}

test('the same filter on a backendRef: that share answers 500, and no request reaches the backend unguarded', () => {
  const rules = [{ backendRefs: [{ name: 'web', port: 80, filters: [extension] }] }];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  const { code, action, backends } = world.decide({});
  assert.is(code, 500, JSON.stringify({ action, backends }));
});

test('a filter type of a later version of the API is refused, not skipped', () => {
  assert.throws(() =>
    createWorld(...shared, route('shop/cart', { rules: [{ filters: [{ type: 'Guard' }], backendRefs: backend() }] })),
  );
});

for (const [what, match] of [
  ['path', { path: { type: 'RegularExpression', value: '/admin(?!/public)' } }],
  [
    'header',
    { path: { value: '/admin' }, headers: [{ name: 'x', type: 'RegularExpression', value: '(?!internal).*' }] },
  ],
  ['query', { path: { value: '/admin' }, queryParams: [{ name: 'x', type: 'RegularExpression', value: '(a' }] }],
] as const) {
  test(`a regular expression for a ${what} that is refused: reported, its backend unreachable, the neighbours served`, () => {
    const rules = [{ matches: [match], backendRefs: [{ name: 'secret', port: 80 }] }];
    const world = createWorld(
      ...shared,
      ...service('shop/secret'),
      route('shop/cart', { rules }),
      route('shop/neighbour', { hostnames: ['neighbour.test'] }),
    );
    for (const path of ['/admin', '/admin/x', '/admin/public', '/admin?x=(a', '/']) {
      const decision = world.decide({ path, headers: [['x', 'internal']] });
      assert.is.not(decision.action, 'forward', path);
    }
    assert.is(world.decide({ authority: 'neighbour.test' }).action, 'forward');
    assert.ok(routeConditions(world, 'shop/cart').some((one) => one.endsWith('/UnsupportedValue')));
  });
}

test('a mirror that does not resolve is left out, because nothing is decided by it', () => {
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'nobody', port: 80 } } };
  const world = createWorld(...shared, route('shop/cart', { rules: [{ filters: [mirror], backendRefs: backend() }] }));
  const decision = world.decide({});
  assert.is(decision.action, 'forward');
  assert.is(decision.mirrors, undefined);
  assert.ok(routeConditions(world, 'shop/cart').includes('ResolvedRefs=False/BackendNotFound'));
});

test('a backend in another namespace without a grant answers 500, with one it is reached, and not after revocation', () => {
  const rules = [{ backendRefs: [{ namespace: 'pay', name: 'web', port: 80 }] }];
  const grant = {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { namespace: 'pay', name: 'g' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [{ group: '', kind: 'Service', name: 'web' }],
    },
  };
  const world = createWorld(...shared, ...service('pay/web'), route('shop/cart', { rules }));
  assert.is(world.decide({}).code, 500);
  world.upsert(grant);
  assert.is(world.decide({}).code, undefined);
  world.delete('ReferenceGrant/pay/g');
  assert.is(world.decide({}).code, 500);
});

test('the names of namespaces and Services that one may not use do not tell whether they exist', () => {
  const to = (name: string) => [{ backendRefs: [{ namespace: 'pay', name, port: 80 }] }];
  const world = createWorld(
    ...shared,
    ...service('pay/web'),
    route('shop/there', { rules: to('web') }),
    route('shop/not-there', { rules: to('nobody') }),
  );
  assert.equal(routeConditions(world, 'shop/there'), routeConditions(world, 'shop/not-there'));
});

test.run();
