import { type JsonObject, type MergeRules, mergePolicies, type OwnedPart, type OwnValues } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('policy: merging field by field');

const rules: MergeRules = { listMapKeys: { items: 'name' }, mapFields: ['labels'] };

const part = (policy: string, mode: 'override' | 'default', spec: JsonObject): OwnedPart => ({
  policy,
  mode,
  granularity: 'field',
  spec,
});

const own = (spec: JsonObject): OwnValues => ({ object: 'HTTPRoute/ns/r', spec });

const classic = (levels: readonly (readonly OwnedPart[])[], values?: JsonObject) =>
  mergePolicies(levels, values && own(values), 'classic', rules);

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('an override replaces texts, lists and maps of the object, and merges keyed lists', () => {
  const { spec } = classic(
    [
      [
        part('p', 'override', {
          text: 'bar',
          list: ['c', 'd'],
          labels: { foo: 'c' },
          items: [{ name: 'o1', foo: 'e', baz: 'g' }],
        }),
      ],
    ],
    {
      text: 'foo',
      list: ['a', 'b'],
      labels: { foo: 'a', bar: 'b' },
      items: [
        { name: 'o1', foo: 'a', bar: 'b' },
        { name: 'o2', foo: 'c' },
      ],
    },
  );
  assert.equal(plain(spec), {
    text: 'bar',
    list: ['c', 'd'],
    labels: { foo: 'c' },
    items: [
      { name: 'o1', foo: 'e', bar: 'b', baz: 'g' },
      { name: 'o2', foo: 'c' },
    ],
  });
});

test('a default fills in what the object leaves empty: a text, a list', () => {
  const defaults = part('p', 'default', { text: 'x', list: ['x'], other: 'x' });
  const { spec, origins } = classic([[defaults]], { text: '', list: [], other: 'own' });
  assert.equal(plain(spec), { text: 'x', list: ['x'], other: 'own' });
  assert.is(origins['other']?.mode, 'object');
  assert.is(origins['other']?.policy, 'HTTPRoute/ns/r');
});

test('an override with an empty list empties it', () => {
  assert.equal(plain(classic([[part('p', 'override', { list: [] })]], { list: ['a'] }).spec), { list: [] });
});

test('zero and false are values', () => {
  const { spec } = classic([[part('g', 'default', { n: 5, b: true })], [part('r', 'default', { n: 0, b: false })]]);
  assert.equal(plain(spec), { n: 0, b: false });
});

test('null says nothing', () => {
  const { spec } = classic([[part('g', 'default', { n: 5 })], [part('r', 'override', { n: null })]]);
  assert.equal(plain(spec), { n: 5 });
});

test('the article: override and default in one policy', () => {
  const level = [
    part('RetryPolicy/ns/p', 'override', { maxRetries: 10 }),
    part('RetryPolicy/ns/p', 'default', { maxRetries: 5 }),
  ];
  assert.equal(plain(classic([level])), {
    spec: { maxRetries: 10 },
    origins: { maxRetries: { policy: 'RetryPolicy/ns/p', mode: 'override' } },
    beaten: [{ field: 'maxRetries', policy: 'RetryPolicy/ns/p', mode: 'default', value: 5 }],
  });
});

test('who is beaten stands in the order in which it would have come next', () => {
  const { beaten } = classic(
    [
      [part('c', 'override', { n: 1 }), part('c', 'default', { n: 2 })],
      [part('g', 'override', { n: 3 }), part('g', 'default', { n: 4 })],
    ],
    { n: 5 },
  );
  assert.equal(
    beaten.map(({ policy, mode, value }) => `${policy} ${mode} ${String(value)}`),
    ['g override 3', 'HTTPRoute/ns/r object 5', 'g default 4', 'c default 2'],
  );
});

test('an item of a keyed list tells where it stands in its policy', () => {
  const { spec, origins } = classic([
    [part('g', 'default', { items: [{ name: 'a', n: 1 }] })],
    [
      part('r', 'default', {
        items: [
          { name: 'b', n: 2 },
          { name: 'a', n: 3 },
        ],
      }),
    ],
  ]);
  assert.equal(plain(spec), {
    items: [
      { name: 'a', n: 3 },
      { name: 'b', n: 2 },
    ],
  });
  assert.equal(plain(origins['items[0].n']), { policy: 'r', mode: 'default', field: 'items[1].n' });
});

test('a list that should be keyed and is not is a list like any other', () => {
  const { spec } = classic([
    [part('g', 'default', { items: [{ name: 'a' }] })],
    [part('r', 'default', { items: ['b'] })],
  ]);
  assert.equal(plain(spec), { items: ['b'] });
});

test('keys of the language are keys of the user', () => {
  const spec: JsonObject = JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": 2 }');
  const merged = classic([[part('g', 'default', { hasOwnProperty: 1 })], [part('r', 'override', spec)]]);
  assert.equal(Object.keys(merged.spec).sort(), ['__proto__', 'constructor', 'hasOwnProperty']);
  assert.is(Object.hasOwn({}, 'polluted'), false);
  assert.equal(Object.keys(merged.origins).sort(), ['__proto__.polluted', 'constructor', 'hasOwnProperty']);
});

test('nothing merged is nothing', () => {
  assert.equal(plain(classic([[], []])), { spec: {}, origins: {}, beaten: [] });
});

test('a function of the kind: values that it took keep their origin, others are told to be made', () => {
  const sum: MergeRules = {
    merge: (established, challenger) => ({ ...challenger, total: Number(established['n']) + Number(challenger['n']) }),
  };
  const custom = (policy: string, n: number): OwnedPart => ({
    policy,
    mode: 'default',
    granularity: 'custom',
    spec: { n },
  });
  const { spec, origins, beaten } = mergePolicies([[custom('g', 1)], [custom('r', 2)]], undefined, 'gep-713', sum);
  assert.equal(plain(spec), { n: 2, total: 3 });
  assert.equal(plain(origins), {
    n: { policy: 'r', mode: 'default' },
    total: { policy: 'g', mode: 'default', made: true },
  });
  assert.equal(plain(beaten), [{ field: 'n', policy: 'g', mode: 'default', value: 1 }]);
});

test.run();
