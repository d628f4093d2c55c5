import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { read } from './world.ts';

const test = suite('threat CP07: YAML and JSON that say something else to each reader');

const good = `
apiVersion: v1
kind: Namespace
metadata: { name: good }
`;

const names = (text: string, file = 'f.yaml'): readonly string[] =>
  read(text, file).resources.map(({ metadata }) => metadata.name);

const errors = (text: string, file = 'f.yaml') =>
  read(text, file).findings.filter(({ severity }) => severity === 'error');

test('nine aliases of nine aliases of nine: refused, and the documents around it are read', () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const before = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(9).fill(before).join(', ')}]`;
  });
  const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n${levels.join('\n')}\n`;
  const text = `${good}---\n${bomb}---\n${good.replace('good', 'also-good')}`;
  assert.equal(names(text), ['good', 'also-good']);
  const [first] = errors(text);
  assert.is(first?.rule, 'syntax');
  assert.ok((first?.position?.line ?? 0) > 4, 'points into the second document');
});

test('an alias to a part that it stands in is refused', () => {
  const text = `apiVersion: v1\nkind: Namespace\nmetadata: &m\n  name: loop\n  labels: { again: *m }\n`;
  assert.equal(names(text), []);
  assert.ok(errors(text).length > 0);
});

test('a few honest aliases are fine', () => {
  const text = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: &n same\n  labels: { name: *n }\n`;
  assert.equal(names(text), ['same']);
  assert.equal(errors(text), []);
});

const twice = [
  ['YAML', 'f.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: first\n  name: second\n'],
  ['JSON', 'f.json', '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"first","name":"second"}}'],
  [
    'JSON with an escaped key',
    'f.json',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"first","n\\u0061me":"second"}}',
  ],
  [
    'JSON with __proto__',
    'f.json',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","labels":{"__proto__":"x","__proto__":"y"}}}',
  ],
] as const;

for (const [kind, file, text] of twice) {
  test(`a key twice in ${kind}: refused, for no reader says which one counts`, () => {
    assert.equal(names(text, file), []);
    assert.ok(errors(text, file).length > 0);
    assert.ok(errors(text, file)[0]?.position !== undefined);
  });
}

for (const word of ['no', 'on', 'y', 'Yes', 'off', '1_000', '0o14', '012', '1e3', '0x1F', '~', '.inf', '2026-01-01']) {
  test(`the plain word ${word} is text to all readers, or refused with the advice to quote it`, () => {
    const text = `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: { l: ${word} } }\n`;
    const { resources, findings } = read(text);
    const [first] = resources;
    const { l } = first?.metadata.labels ?? {};
    // A label of null counts as absent.
    assert.ok(
      l === word || (first !== undefined && word === '~') || findings.some(({ fix }) => fix?.includes('quotes')),
      l,
    );
    const quoted = read(text.replace(`l: ${word}`, `l: "${word}"`)).resources[0]?.metadata.labels ?? {};
    if (word !== '~' && word !== '.inf') assert.is(quoted['l'], word);
  });
}

test('merge keys, tags and directives do nothing beyond data', () => {
  const text = `%YAML 1.1\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: !!js/function 'function () { throw 1 }' }\n`;
  assert.not.throws(() => read(text, 'f.yaml'));
  const merged = `base: &b { name: merged }\napiVersion: v1\nkind: Namespace\nmetadata:\n  <<: *b\n`;
  assert.not.throws(() => read(merged, 'f.yaml'));
});

test('text that is neither YAML nor JSON, or empty, or bytes of something else', () => {
  for (const text of [
    '',
    '\uFEFF',
    '{',
    '[',
    '"',
    ']',
    '\0',
    '---\n---\n...',
    '&',
    '*a',
    '!',
    '%',
    '- - - -',
    '{"a":',
    '\uD800',
    '?',
  ]) {
    assert.not.throws(() => read(text, 'f.yaml'), JSON.stringify(text));
    assert.not.throws(() => read(text, 'f.json'), JSON.stringify(text));
    assert.equal(names(text), []);
  }
});

test.run();
