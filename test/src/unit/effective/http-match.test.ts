import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { edgeWorld, onlyRule, parentConditions, resourceOf, route, rulesOf, unchecked } from '../engine/world.ts';

const test = suite('effective: matches of a rule');

const matchOf = (match: object) => onlyRule(edgeWorld(route('shop/r', { rules: [{ matches: [match] }] }))).match;

const all = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] };

for (const [what, rules] of [
  ['no matches', [{}]],
  ['an empty list of matches', [{ matches: [] }]],
  ['an empty match', [{ matches: [{}] }]],
  ['a path without type and value', [{ matches: [{ path: {} }] }]],
  ['no rules', undefined],
] as const) {
  test(`${what}: every request`, () => {
    assert.equal(onlyRule(edgeWorld(route('shop/r', rules ? { rules } : {}))).match, all);
  });
}

for (const [path, expected] of [
  [{ value: '/a' }, { kind: 'prefix', value: '/a' }],
  [
    { type: 'PathPrefix', value: '/a/' },
    { kind: 'prefix', value: '/a' },
  ],
  [
    { type: 'PathPrefix', value: '/' },
    { kind: 'prefix', value: '/' },
  ],
  [
    { type: 'Exact', value: '/a/' },
    { kind: 'exact', value: '/a/' },
  ],
  [
    { type: 'Exact', value: '/A' },
    { kind: 'exact', value: '/A' },
  ],
  [
    { type: 'RegularExpression', value: '/a/[0-9]+' },
    { kind: 'regex', value: '/a/[0-9]+' },
  ],
] as const) {
  test(`path ${JSON.stringify(path)}`, () => assert.equal(matchOf({ path }).path, expected));
}

test('header names become lower case, values stay; the first of equivalent names counts', () => {
  const headers = [
    { name: 'X-Version', value: 'One' },
    { name: 'x-version', value: 'two' },
    { name: 'Other', type: 'RegularExpression', value: 'a+' },
  ];
  assert.equal(matchOf({ headers }).headers, [
    { name: 'x-version', value: { kind: 'exact', value: 'One' } },
    { name: 'other', value: { kind: 'regex', value: 'a+' } },
  ]);
});

test('query parameter names keep their case', () => {
  const queryParams = [
    { name: 'Q', value: '1' },
    { name: 'q', type: 'RegularExpression', value: '[0-9]' },
  ];
  assert.equal(matchOf({ queryParams }).queryParams, [
    { name: 'Q', value: { kind: 'exact', value: '1' } },
    { name: 'q', value: { kind: 'regex', value: '[0-9]' } },
  ]);
});

test('a method is there only where the match names one', () => {
  assert.is(matchOf({ method: 'DELETE' }).method, 'DELETE');
  assert.not('method' in matchOf({}));
});

test('names that objects inherit are names like others', () => {
  const names = ['constructor', 'hasOwnProperty', 'toString'];
  const conditions = names.map((name) => ({ name, value: name }));
  const match = matchOf({ headers: conditions, queryParams: conditions });
  assert.equal(
    match.headers.map(({ name }) => name),
    names.map((name) => name.toLowerCase()),
  );
  assert.equal(
    match.queryParams.map(({ name }) => name),
    names,
  );
});

const bad = '(?!x)';

for (const [what, match, path] of [
  ['path', { path: { type: 'RegularExpression', value: `/${bad}` } }, 'path.value'],
  ['header', { headers: [{ name: 'a', type: 'RegularExpression', value: bad }] }, 'headers[0].value'],
  ['query parameter', { queryParams: [{ name: 'a', type: 'RegularExpression', value: bad }] }, 'queryParams[0].value'],
] as const) {
  test(`a pattern for a ${what} that is no RE2: the only rule, so the route is not accepted`, () => {
    const world = edgeWorld(route('shop/r', { rules: [{ matches: [match] }] }));
    assert.equal(rulesOf(world), []);
    assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/UnsupportedValue');
    const [finding] = world.engine.findings();
    assert.is(finding?.rule, 'value');
    assert.is(finding?.path, `spec.rules[0].matches[0].${path}`);
  });
}

test('one bad match takes its whole rule out, not its neighbours', () => {
  const matches = [{ path: { value: '/good' } }, { path: { type: 'RegularExpression', value: `/${bad}` } }];
  const world = edgeWorld(route('shop/r', { rules: [{ matches }, { matches: [{ path: { value: '/other' } }] }] }));
  assert.equal(
    rulesOf(world).map(({ match }) => match.path.value),
    ['/other'],
  );
});

/** A route with one match whose enum values are of a later version of the API. */
function laterVersion(match: object) {
  const known = { path: { type: 'PathPrefix', value: '/' }, ...match };
  const source = resourceOf(route('shop/r', {}));
  return unchecked({ ...source, spec: { ...JSON.parse(JSON.stringify(source)).spec, rules: [{ matches: [known] }] } });
}

for (const [what, match] of [
  ['path', { path: { type: 'Glob', value: '/*' } }],
  ['header', { headers: [{ name: 'a', type: 'Glob', value: '*' }] }],
  ['query parameter', { queryParams: [{ name: 'a', type: 'Glob', value: '*' }] }],
] as const) {
  test(`a match type for a ${what} that is not known is refused, and nothing is thrown`, () => {
    const world = edgeWorld();
    world.engine.apply([{ kind: 'upsert', resource: laterVersion(match) }]);
    assert.equal(rulesOf(world), []);
    assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/UnsupportedValue');
    assert.match(world.engine.findings()[0]?.message ?? '', '"Glob" is not known');
  });
}

test.run();
