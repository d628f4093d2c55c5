import { comparePrecedence, type EffectiveRule, precedenceCriteria } from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { edgeWorld, route, rulesOf } from '../engine/world.ts';

const test = suite('effective: which rule is tried first');

type Change = (rule: EffectiveRule) => EffectiveRule;

const base: EffectiveRule = {
  origin: { route: 'HTTPRoute/ns/m', rule: 1, match: 1, hostname: '*.b.example.com', createdAt: 2000 },
  match: {
    path: { kind: 'prefix', value: '/abc' },
    headers: [{ name: 'a', value: { kind: 'present' } }],
    queryParams: [{ name: 'a', value: { kind: 'present' } }],
  },
  filters: [],
  action: { kind: 'forward', backends: [] },
  settings: {},
};

const origin =
  (fields: Partial<EffectiveRule['origin']>): Change =>
  (rule) => ({ ...rule, origin: { ...rule.origin, ...fields } });

const match =
  (fields: Partial<EffectiveRule['match']>): Change =>
  (rule) => ({ ...rule, match: { ...rule.match, ...fields } });

const two = [
  { name: 'a', value: { kind: 'present' } },
  { name: 'b', value: { kind: 'present' } },
] as const;

/** From the criterion that decides first to the one that decides last: what puts a rule before `base`. */
const ladder: readonly (readonly [string, Change])[] = [
  ['an exact hostname', origin({ hostname: 'a.co' })],
  ['a longer hostname', origin({ hostname: '*.bb.example.com' })],
  ['an exact path', match({ path: { kind: 'exact', value: '/' } })],
  ['a pattern, however short', match({ path: { kind: 'regex', value: '.' } })],
  ['a longer prefix', match({ path: { kind: 'prefix', value: '/abcd' } })],
  ['a method', match({ method: 'GET' })],
  ['more headers', match({ headers: two })],
  ['more query parameters', match({ queryParams: two })],
  ['an older route', origin({ createdAt: 1999 })],
  ['an earlier namespace', origin({ route: 'HTTPRoute/na/z' })],
  ['an earlier name', origin({ route: 'HTTPRoute/ns/l' })],
  ['an earlier rule', origin({ rule: 0 })],
  ['an earlier match', origin({ match: 0 })],
];

for (const [index, [what, change]] of ladder.entries()) {
  test(`${what} comes first, whatever later criteria say`, () => {
    assert.ok(comparePrecedence(change(base), base) < 0);
    assert.ok(comparePrecedence(base, change(base)) > 0);
    const rival = ladder.slice(index + 1).reduce((rule, [, later]) => later(rule), base);
    // A path of another kind than the base's would have to change again what this step changed.
    if (what.includes('path') || what.includes('pattern')) return;
    assert.ok(comparePrecedence(change(base), rival) < 0 || what === 'a longer prefix', what);
  });
}

test('of two patterns the longer comes first, and both before any prefix', () => {
  const regex = (value: string) => match({ path: { kind: 'regex', value } })(base);
  const longest = match({ path: { kind: 'prefix', value: '/abc/def/ghi' } })(base);
  assert.ok(comparePrecedence(regex('/a.*b'), regex('/a.*')) < 0);
  assert.ok(comparePrecedence(regex('.'), longest) < 0);
});

test('any host is the least specific hostname', () => {
  assert.ok(comparePrecedence(base, origin({ hostname: '*' })(base)) < 0);
  assert.ok(comparePrecedence(origin({ hostname: '*.com' })(base), origin({ hostname: '*' })(base)) < 0);
});

test('routes of one namespace and name but different kinds still have an order', () => {
  const other = origin({ route: 'GRPCRoute/ns/m' })(base);
  assert.is.not(comparePrecedence(base, other), 0);
  assert.is(Math.sign(comparePrecedence(base, other)), -Math.sign(comparePrecedence(other, base)));
});

test('a rule is equal to itself, and criteria have names of their own', () => {
  assert.is(comparePrecedence(base, base), 0);
  const names = precedenceCriteria.map(({ name }) => name);
  assert.is(new Set(names).size, names.length);
});

const rules = fc
  .tuple(fc.subarray([...ladder]), fc.nat(2), fc.nat(2))
  .map(([steps, rule, index]) =>
    steps.reduce((built, [, change]) => change(built), origin({ rule, match: index })(base)),
  );

test('it is an order: antisymmetric and transitive', () => {
  fc.assert(
    fc.property(rules, rules, rules, (a, b, c) => {
      assert.is(Math.sign(comparePrecedence(a, b)) + Math.sign(comparePrecedence(b, a)), 0);
      if (comparePrecedence(a, b) <= 0 && comparePrecedence(b, c) <= 0) assert.ok(comparePrecedence(a, c) <= 0);
    }),
    { numRuns: 2000 },
  );
});

const paths = (world: ReturnType<typeof edgeWorld>): readonly string[] =>
  rulesOf(world).map(({ origin: { route: key, rule, match: index } }) => `${key.split('/')[2]}/${rule}/${index}`);

test('matches of one rule are ordered among those of others', () => {
  const world = edgeWorld(
    route('shop/a', { rules: [{ matches: [{ path: { value: '/x' } }, { path: { value: '/x/y/z' } }] }] }),
    route('shop/b', { rules: [{ matches: [{ path: { value: '/x/y' } }] }] }),
  );
  assert.equal(paths(world), ['a/0/1', 'b/0/0', 'a/0/0']);
});

test('an object that was never created counts as the newest', () => {
  const world = edgeWorld(
    route('shop/a', {}),
    route('shop/b', {}, { creationTimestamp: '2030-01-01T00:00:00Z' }),
    route('shop/c', {}, { creationTimestamp: '2020-01-01T00:00:00Z' }),
  );
  assert.equal(paths(world), ['c/0/0', 'b/0/0', 'a/0/0']);
  assert.is(rulesOf(world)[2]?.origin.createdAt, Number.MAX_SAFE_INTEGER);
});

test.run();
