import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld } from './world.ts';

const test = suite('threat CP09: letters that look or fold alike');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

/** What each would become by a fold, a normalisation or a careless reader, beside the host that is meant. */
const lookalikes = [
  ['Kelvin sign, which JavaScript lower-cases to k', '\u212Aube.example.com', 'kube.example.com'],
  ['long s, which JavaScript upper-cases to S', '\u017Fhop.example.com', 'shop.example.com'],
  ['dotted capital I', '\u0130ndex.example.com', 'index.example.com'],
  ['dotless i', '\u0131ndex.example.com', 'index.example.com'],
  ['full-width letters', '\uFF53\uFF48\uFF4F\uFF50.example.com', 'shop.example.com'],
  ['ideographic full stop', 'shop\u3002example.com', 'shop.example.com'],
  ['Cyrillic o', 'sh\u043Ep.example.com', 'shop.example.com'],
  ['right-to-left mark', 'shop\u200F.example.com', 'shop.example.com'],
  ['soft hyphen', 'sh\u00ADop.example.com', 'shop.example.com'],
  ['byte order mark', '\uFEFFshop.example.com', 'shop.example.com'],
  ['no-break space', 'shop.example.com\u00A0', 'shop.example.com'],
  ['NUL', 'shop.example.com\0', 'shop.example.com'],
  ['the same eight bits up', 'shop.example.com'.replace('s', '\u0173'), 'shop.example.com'],
] as const;

for (const [what, authority, meant] of lookalikes) {
  test(`host with ${what}: no host`, () => {
    const world = createWorld(...shared, route('shop/cart', { hostnames: [meant] }));
    assert.is(world.decide({ authority }).code, 400);
    assert.is(world.decide({ authority: meant.toUpperCase() }).route, 'HTTPRoute/shop/cart');
  });

  test(`hostname of a route with ${what}: refused`, () => {
    assert.ok(parseResource(route('shop/cart', { hostnames: [authority] })).findings.length > 0);
  });
}

test('an A-label is a name like any other; its U-label is not taken for it', () => {
  const world = createWorld(...shared, route('shop/cart', { hostnames: ['xn--bcher-kva.example'] }));
  assert.is(world.decide({ authority: 'XN--BCHER-KVA.example' }).route, 'HTTPRoute/shop/cart');
  assert.is(world.decide({ authority: 'b\u00FCcher.example' }).code, 400);
});

test('composed and decomposed letters in header values and query parameters stay different', () => {
  const rules = [
    { matches: [{ headers: [{ name: 'x-name', value: 'caf\u00E9' }] }], backendRefs: backend() },
    { matches: [{ queryParams: [{ name: 'name', value: 'caf%C3%A9' }] }], backendRefs: backend() },
  ];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  assert.is(world.decide({ headers: [['X-Name', 'caf\u00E9']] }).rule, 0);
  assert.is(world.decide({ headers: [['X-Name', 'cafe\u0301']] }).code, 404);
  assert.is(world.decide({ path: '/?name=caf%C3%A9' }).rule, 1);
  assert.is(world.decide({ path: '/?name=cafe%CC%81' }).code, 404);
  assert.is(world.decide({ path: '/?name=caf%C3' }).code, 404);
});

test('a header name folds in ASCII only', () => {
  const rules = [{ matches: [{ headers: [{ name: 'x-k', value: 'v' }] }], backendRefs: backend() }];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  assert.is(world.decide({ headers: [['X-K', 'v']] }).route, 'HTTPRoute/shop/cart');
  assert.is(world.decide({ headers: [['X-\u212A', 'v']] }).code, 404);
});

test('a path is compared without folding and without decoding of letters beyond ASCII', () => {
  const rules = [{ matches: [{ path: { type: 'Exact', value: '/caf%C3%A9' } }], backendRefs: backend() }];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  assert.is(world.decide({ path: '/caf%C3%A9' }).route, 'HTTPRoute/shop/cart');
  for (const path of ['/caf%c3%a9', '/CAF%C3%A9', '/cafe%CC%81']) assert.is(world.decide({ path }).code, 404, path);
  // No request line holds it.
  assert.is(world.decide({ path: '/caf\u00E9' }).code, 400);
});

test.run();
