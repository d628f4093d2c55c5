import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { configMap, dataOf, keysOf, namespace, read, said } from './read.ts';

const test = suite('manifests: YAML');

const texts: readonly (readonly [what: string, text: string, keys: readonly string[]])[] = [
  ['nothing', '', []],
  ['blanks and comments', '\n# a\n---\n---\n# b\n...\n', []],
  ['null', 'null\n---\n~\n', []],
  ['one document', namespace('a'), ['Namespace/a']],
  [
    'documents',
    `${namespace('a')}---\n${namespace('b')}--- # c\n${namespace('c')}...\n`,
    ['Namespace/a', 'Namespace/b', 'Namespace/c'],
  ],
  [
    'a document behind the marker',
    `--- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\t\n${namespace('b')}`,
    ['Namespace/a', 'Namespace/b'],
  ],
  ['documents parted by dots only', `${namespace('a')}...\n${namespace('b')}`, ['Namespace/a', 'Namespace/b']],
  [
    'Windows line ends',
    `${namespace('a')}---\n${namespace('b')}`.replaceAll('\n', '\r\n'),
    ['Namespace/a', 'Namespace/b'],
  ],
  ['a byte order mark', `\uFEFF---\n${namespace('a')}`, ['Namespace/a']],
  ['directives', `%YAML 1.2\n# x\n---\n${namespace('a')}`, ['Namespace/a']],
  ['brackets', '{apiVersion: v1, kind: Namespace, metadata: {name: a}}', ['Namespace/a']],
  ['dashes that are no marker', `${configMap(' {a: "x ---", b: ---x}')}#---\n`, ['ConfigMap/default/x']],
  ['dashes in a block', configMap('\n  a: |\n    ---\n    b'), ['ConfigMap/default/x']],
  ['anchors and merge keys', `x: &m {name: a}\n${namespace('b').replace('  name: b', '  <<: *m')}`, ['Namespace/a']],
];

for (const [what, text, keys] of texts) {
  test(`${what}: read`, () => {
    assert.equal(keysOf(read(text)), keys);
  });
}

test('what stands in a document does not become another', () => {
  assert.equal(dataOf(configMap('\n  a: |\n    ---\n    b')), { a: '---\nb\n' });
});

/** Unquoted words, and what kubectl would send for them. */
const words: readonly (readonly [word: string, type: string])[] = [
  ...['yes', 'On', 'y', 'TRUE'].map((word) => [word, 'a boolean'] as const),
  ...['no', 'OFF', 'N', 'false'].map((word) => [word, 'a boolean'] as const),
  ...['1', '-5', '+5', '0777', '0o17', '0x1F', '0b101', '1_000', '08', '1.5', '.5', '1e3', '-0x1f'].map(
    (word) => [word, 'a number'] as const,
  ),
  ...['.inf', '-.Inf', '.nan'].map((word) => [word, 'a number'] as const),
  ['!!int "5"', 'a number'],
  ['!!bool "yes"', 'a boolean'],
  ['[a]', 'a list'],
  ['{a: b}', 'an object'],
];

for (const [word, type] of words) {
  test(`${word} is ${type}`, () => {
    const line = said(configMap(` {a: ${word}}`)).join();
    assert.match(line, new RegExp(`must be a string, but is ${type}`));
  });
}

const values: readonly (readonly [word: string, text: string])[] = [
  ...['"yes"', "'1'", '!!str 5', '! 5', '!custom on'].map(
    (word) => [word, word.replace(/^!\S* |["']/g, '').replace(/["']/g, '')] as const,
  ),
  ...['2026-01-01', '2026-01-01T00:00:00Z', 'yEs', '1:30', '0x', '1__x', '+a', '._5', 'on1', 'nano', '1.2.3'].map(
    (word) => [word, word] as const,
  ),
  ['>-\n    a\n    b', 'a b'],
  ['"a\\tb"', 'a\tb'],
  [`1${'0'.repeat(70)}`, `1${'0'.repeat(70)}`],
];

for (const [word, text] of values) {
  test(`${JSON.stringify(word)} is a string`, () => {
    assert.equal(dataOf(configMap(`\n  a: ${word}`)), { a: text });
  });
}

test('numbers are what kubectl makes of them', () => {
  const ports = ['0x50', '0120', '0b1010000', '8_0', '8e1', '80.0', '!!int 80'];
  for (const port of ports) {
    const text = `apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: ${port}}]}`;
    const [service] = read(text).resources;
    assert.match(JSON.stringify(service?.resource), '"port":80,', port);
  }
});

test('keys are texts, whatever they look like', () => {
  assert.equal(dataOf(configMap('\n  1: a\n  yes: b\n  "": c\n  2.5: d')) ?? {}, {});
  assert.equal(dataOf(configMap('\n  1: a\n  yes: b\n  2.5: d')), { 1: 'a', true: 'b', 2.5: 'd' });
});

const broken: readonly (readonly [what: string, text: string, findings: readonly string[]])[] = [
  ['a tab', 'a:\n\tb: c', ['2:1 error syntax  : indentation must be blanks, not tabs']],
  [
    'no closing bracket',
    'a: [b',
    ['1:6 error syntax  : the indentation fits no level above, or a closing bracket is missing'],
  ],
  [
    'two colons',
    'a: b: c',
    ['1:4 error syntax  : a second ": " in a line: put the text in quotes, or start a new line'],
  ],
  [
    'a key twice',
    'a: 1\na: 2\napiVersion: v1\nkind: Namespace\nmetadata: {name: c}',
    ['2:1 error syntax Namespace/c a: the key is there twice'],
  ],
  [
    'a key twice inside',
    namespace('a').replace('name: a', 'labels: {b: c, "b": d}'),
    ['4:18 error syntax Namespace/? metadata.labels.b: the key is there twice'],
  ],
  ['an unknown alias', 'a: *b', ['1:4 error syntax  a: the alias points at no anchor']],
  [
    'an alias inside what it names',
    'a: &b [*b]',
    ['1:8 error syntax  a[0]: the alias stands inside what it points at'],
  ],
  ['a key that is a list', '? [a]\n: b', ['1:3 error syntax  : a key must be a text']],
  ['a key that is null', '? ~\n: b', ['1:3 error syntax  : a key must be a text']],
  ['a merge of a text', 'a: {<<: b}', ['1:4 error syntax  a: "<<" takes an object, or a list of objects']],
  ['a scalar', 'hello', ['1:1 error schema  : must be an object with apiVersion and kind']],
  ['an escape', 'a: "\\q"', ['1:5 error syntax  : there is no such escape sequence in double quotes']],
];

for (const [what, text, findings] of broken) {
  test(`${what}: told, and the documents around it are read`, () => {
    assert.equal(said(text).slice(0, 1), findings);
    const around = `${namespace('before')}---\n${text}\n---\n${namespace('behind')}`;
    assert.equal(keysOf(read(around)), ['Namespace/before', 'Namespace/behind']);
  });
}

test('several keys to merge: the first that has a field wins, and the object itself over all', () => {
  const text = `x: &x {a: "1", b: "1", c: "1"}\ny: &y {b: "2", d: "2"}\n${configMap('\n  <<: [*x, *y]\n  c: "3"')}`;
  assert.equal(dataOf(text), { c: '3', a: '1', b: '1', d: '2' });
});

test('no more problems of a document are told than anybody reads', () => {
  const text = Array.from({ length: 500 }, () => 'a: 1').join('\n');
  assert.is(said(text).length, 20);
});

const bombs: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  [
    'aliases of aliases',
    [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`)}]`),
    ].join('\n'),
    /aliases add more than 100000 values/,
  ],
  ['brackets in brackets', '['.repeat(10_000) + ']'.repeat(10_000), /more than 100 deep/],
  ['braces in braces', `${'{a: '.repeat(10_000)}b${'}'.repeat(10_000)}`, /more than 100 deep/],
  ['lists in lists', `${'- '.repeat(10_000)}a`, /more than 100 deep/],
  ['keys in keys', `${'? '.repeat(10_000)}a`, /more than 100 deep/],
  [
    'lines further and further in',
    Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    /more than 100 deep/,
  ],
  ['many tokens', 'a: 1\n'.repeat(200_000), /more than 400000 tokens/],
  ['10 MB', configMap(`\n  a: ${'x'.repeat(10_000_000)}`), /has 1000\d+ characters; no more than 3145728 are read/],
];

for (const [what, text, message] of bombs) {
  test(`${what}: refused, and the documents around it are read`, () => {
    const manifests = read(`${namespace('a')}---\n${text}\n---\n${namespace('b')}`);
    assert.equal(keysOf(manifests), ['Namespace/a', 'Namespace/b']);
    const [finding, ...more] = manifests.findings;
    assert.match(finding?.message ?? '', message);
    assert.equal([finding?.severity, finding?.rule, more.length], ['error', 'syntax', 0]);
    assert.ok((finding?.position?.line ?? 0) >= 5);
  });
}

test('an anchor that is used often is fine', () => {
  const text = `x: &x {a: b}\nlist: [${Array(1000).fill('*x')}]\n${namespace('a')}`;
  assert.equal(keysOf(read(text)), ['Namespace/a']);
});

test.run();
