import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, routeConditions } from './world.ts';

const test = suite("threat CP05: a tenant's regular expression stops everyone");

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

/**
 * Each takes a backtracking matcher exponential time on the text beside it: with these lengths it would not end before
 * the test run is killed. No time is measured; that the answer comes is the test.
 */
const catastrophic = [
  ['/(a+)+', `/${'a'.repeat(5000)}!`],
  ['/(a|a)*b', `/${'a'.repeat(5000)}`],
  ['/(.*)*x', `/${'y'.repeat(5000)}`],
  ['/([a-z]+)*[0-9]', `/${'q'.repeat(5000)}`],
  ['/(x+x+)+y', `/${'x'.repeat(5000)}`],
  ['/(([a-z])+.)+[A-Z]([a-z])+', `/${'a'.repeat(5000)}`],
  ['/(a?){60}a{60}', `/${'a'.repeat(59)}`],
] as const;

const byPath = (value: string) => [
  { matches: [{ path: { type: 'RegularExpression', value } }], backendRefs: backend() },
];

for (const [pattern, text] of catastrophic) {
  test(`${pattern} on a path made for it`, () => {
    const world = createWorld(...shared, route('shop/cart', { rules: byPath(pattern) }));
    assert.is(world.decide({ path: text }).code, 404);
  });
}

test('the same in headers and query parameters', () => {
  const value = '(a+)+';
  const text = `${'a'.repeat(5000)}!`;
  const rules = [
    { matches: [{ headers: [{ name: 'x', type: 'RegularExpression', value }] }], backendRefs: backend() },
    { matches: [{ queryParams: [{ name: 'x', type: 'RegularExpression', value }] }], backendRefs: backend() },
  ];
  const world = createWorld(...shared, route('shop/cart', { rules }));
  assert.is(world.decide({ path: `/?x=${text}`, headers: [['X', text]] }).code, 404);
});

const refused = [
  ['counted repeats of counted repeats', '/((a{100}){100}){100}'],
  ['more than 1000 repeats', '/a{1001}'],
  ['look-ahead', '/(?=a)a'],
  ['look-behind', '/(?<=a)b'],
  ['back-reference', '/(a)\\1'],
  ['unbalanced group', '/(a'],
  [
    'a thousand alternatives of a hundred letters',
    `/${Array.from({ length: 90 }, (_, i) => `[a-z]{1${i % 10}}`).join('|')}`,
  ],
] as const;

for (const [name, pattern] of refused) {
  test(`${name}: refused with a reason, and other routes go on`, () => {
    const world = createWorld(
      ...shared,
      route('shop/cart', { rules: byPath(pattern) }),
      route('shop/other', { hostnames: ['other.test'] }),
    );
    assert.is(world.decide({ authority: 'other.test' }).route, 'HTTPRoute/shop/other');
    assert.ok(
      world.engine
        .findings()
        .some((finding) => finding.resource === 'HTTPRoute/shop/cart' && finding.severity === 'error'),
    );
    assert.ok(
      routeConditions(world, 'shop/cart').some((one) =>
        /^(Accepted=False|PartiallyInvalid=True)\/UnsupportedValue$/.test(one),
      ),
      routeConditions(world, 'shop/cart').join(' '),
    );
  });
}

test('many different patterns, one after the other, keep giving right answers', () => {
  const world = createWorld(...shared);
  for (let round = 0; round < 200; round++) {
    world.upsert(
      route('shop/cart', { rules: Array.from({ length: 16 }, (_, at) => byPath(`/r${round}-${at}x+`)).flat() }),
    );
    if (round % 20 === 0) {
      assert.is(world.decide({ path: `/r${round}-7xx` }).rule, 7);
      assert.is(world.decide({ path: `/r${round}-7` }).code, 404);
    }
  }
});

test.run();
