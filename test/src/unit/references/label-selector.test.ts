import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpListener, namespace, route } from '../../threats/manifests.ts';
import { conditionOf, routeStatus, type World, worldWith } from '../gateways/gateway-world.ts';

const test = suite('references: label selectors');

type Fields = Readonly<Record<string, unknown>>;

const worldOf = (selector: Fields, ...namespaces: readonly Fields[]): World =>
  worldWith(
    { listeners: [httpListener({ allowedRoutes: { namespaces: { from: 'Selector', selector } } })] },
    route('shop/cart'),
    ...namespaces,
  );

/** Whether a selector selects a namespace `shop` with these labels. */
function selects(selector: Fields, labels: Fields): boolean {
  const [parent] = routeStatus(worldOf(selector, namespace('shop', labels)), 'shop/cart').parents;
  if (!parent) throw new Error('no parent');
  return conditionOf(parent, 'Accepted') === 'True/Accepted';
}

const expression = (key: string, operator: string, ...values: readonly string[]): Fields => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});

const rows: readonly (readonly [label: string, selector: Fields, labels: Fields, selected: boolean])[] = [
  ['an empty selector, no labels', {}, {}, true],
  ['an empty map and list', { matchLabels: {}, matchExpressions: [] }, {}, true],
  ['an equal label', { matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
  ['another value', { matchLabels: { a: 'b' } }, { a: 'c' }, false],
  ['another case', { matchLabels: { a: 'b' } }, { a: 'B' }, false],
  ['an absent label', { matchLabels: { a: 'b' } }, {}, false],
  ['an absent label is not an empty one', { matchLabels: { a: '' } }, {}, false],
  ['an empty label', { matchLabels: { a: '' } }, { a: '' }, true],
  ['two labels, one equal', { matchLabels: { a: 'b', c: 'd' } }, { a: 'b' }, false],
  ['two labels, both equal', { matchLabels: { a: 'b', c: 'd' } }, { a: 'b', c: 'd' }, true],
  ['In, among the values', expression('a', 'In', 'b', 'c'), { a: 'c' }, true],
  ['In, not among them', expression('a', 'In', 'b', 'c'), { a: 'd' }, false],
  ['In, absent', expression('a', 'In', 'b'), {}, false],
  ['In with an empty value, absent', expression('a', 'In', ''), {}, false],
  ['In with an empty value, empty', expression('a', 'In', ''), { a: '' }, true],
  ['NotIn, among the values', expression('a', 'NotIn', 'b'), { a: 'b' }, false],
  ['NotIn, not among them', expression('a', 'NotIn', 'b'), { a: 'c' }, true],
  ['NotIn, absent', expression('a', 'NotIn', 'b'), {}, true],
  ['NotIn with an empty value, absent', expression('a', 'NotIn', ''), {}, true],
  ['Exists, there', expression('a', 'Exists'), { a: '' }, true],
  ['Exists, absent', expression('a', 'Exists'), { b: '' }, false],
  ['DoesNotExist, there', expression('a', 'DoesNotExist'), { a: 'b' }, false],
  ['DoesNotExist, absent', expression('a', 'DoesNotExist'), {}, true],
  [
    'labels and expressions both hold',
    { matchLabels: { a: 'b' }, ...expression('c', 'Exists') },
    { a: 'b', c: '' },
    true,
  ],
  ['labels hold, expressions do not', { matchLabels: { a: 'b' }, ...expression('c', 'Exists') }, { a: 'b' }, false],
  ['expressions hold, labels do not', { matchLabels: { a: 'b' }, ...expression('c', 'Exists') }, { c: '' }, false],
  ['a name that every object has', expression('constructor', 'Exists'), {}, false],
  ['such a name as a label', { matchLabels: { constructor: 'b' } }, { constructor: 'b' }, true],
  ['a key with a prefix', { matchLabels: { 'example.com/a': 'b' } }, { 'example.com/a': 'b' }, true],
  ['the name that every namespace has', { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, {}, true],
  ['that of another namespace', { matchLabels: { 'kubernetes.io/metadata.name': 'infra' } }, {}, false],
  [
    'the name can not be forged',
    { matchLabels: { 'kubernetes.io/metadata.name': 'infra' } },
    { 'kubernetes.io/metadata.name': 'infra' },
    false,
  ],
];

for (const [label, selector, labels, selected] of rows) {
  test(`${label}: ${selected ? 'selected' : 'not selected'}`, () => assert.is(selects(selector, labels), selected));
}

test('a namespace without an object has its name as a label', () => {
  const world = worldOf({ matchLabels: { 'kubernetes.io/metadata.name': 'shop' } });
  const [parent] = routeStatus(world, 'shop/cart').parents;
  assert.is(parent && conditionOf(parent, 'Accepted'), 'True/Accepted');
});

const at = 'spec.listeners[0].allowedRoutes.namespaces.selector';

for (const [label, selector, path] of [
  ['an unknown operator', expression('a', 'Equals', 'b'), 'matchExpressions[0].operator'],
  ['an operator in another case', expression('a', 'in', 'b'), 'matchExpressions[0].operator'],
  ['an operator that every object has', expression('a', 'toString'), 'matchExpressions[0].operator'],
  ['In without values', expression('a', 'In'), 'matchExpressions[0].values'],
  ['NotIn without values', expression('a', 'NotIn'), 'matchExpressions[0].values'],
  ['Exists with values', expression('a', 'Exists', 'b'), 'matchExpressions[0].values'],
  ['DoesNotExist with values', expression('a', 'DoesNotExist', 'b'), 'matchExpressions[0].values'],
  ['a value that no label can have', expression('a', 'NotIn', 'b c'), 'matchExpressions[0].values'],
  ['a value that is too long', expression('a', 'NotIn', 'b'.repeat(64)), 'matchExpressions[0].values'],
  ['a key that no label can have', expression('a b', 'DoesNotExist'), 'matchExpressions[0].key'],
  ['an empty key', expression('', 'DoesNotExist'), 'matchExpressions[0].key'],
  ['a key with an empty prefix', expression('/a', 'DoesNotExist'), 'matchExpressions[0].key'],
  ['a key with two prefixes', expression('a/b/c', 'DoesNotExist'), 'matchExpressions[0].key'],
  ['a label key that is none', { matchLabels: { 'a b': 'c' } }, 'matchLabels[a b]'],
  ['a label value that is none', { matchLabels: { a: 'b c' } }, 'matchLabels[a]'],
] as const) {
  test(`${label} selects nobody, and a finding says where`, () => {
    const world = worldOf(selector, namespace('shop', { a: 'b' }));
    assert.is(selects(selector, { a: 'b' }), false);
    assert.is(selects(selector, {}), false);
    const found = world.engine.findings().filter(({ resource }) => resource === 'Gateway/infra/edge');
    assert.equal(
      found.map((finding) => `${finding.severity} ${finding.path}`),
      [`warning ${at}.${path}`],
    );
  });
}

test('one wrong expression is enough to select nobody', () => {
  const selector = { matchLabels: { a: 'b' }, ...expression('c', 'Nothing') };
  assert.is(selects(selector, { a: 'b' }), false);
});

test.run();
