import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keysOf, read, said, sayWhere } from './read.ts';

const test = suite('manifests: JSON');

const namespace = (name: string) => `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"${name}"}}`;

const texts: readonly (readonly [what: string, text: string, keys: readonly string[]])[] = [
  ['one object', namespace('a'), ['Namespace/a']],
  ['with blanks', ` \r\n\t${namespace('a')}\n `, ['Namespace/a']],
  ['lines', `${namespace('a')}\n${namespace('b')}\n`, ['Namespace/a', 'Namespace/b']],
  ['parted by dashes', `${namespace('a')}\n---\n${namespace('b')}\n`, ['Namespace/a', 'Namespace/b']],
  [
    'beside YAML',
    `${namespace('a')}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n`,
    ['Namespace/a', 'Namespace/b'],
  ],
  [
    'with escapes',
    '{"apiVersion":"v1","kind":"Namesp\\u0061ce","metadata":{"name":"a","annotations":{"a":"\\"\\\\\\n"}}}',
    ['Namespace/a'],
  ],
  [
    'with a comma too many, which is YAML',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a",},}',
    ['Namespace/a'],
  ],
  [
    'with a comment, which is YAML',
    '{"apiVersion":"v1", # x\n "kind":"Namespace","metadata":{"name":"a"}}',
    ['Namespace/a'],
  ],
];

for (const [what, text, keys] of texts) {
  test(`JSON, ${what}: read`, () => {
    assert.equal(keysOf(read(text, 'f.json')), keys);
    assert.equal(said(text), []);
  });
}

test('values of every type arrive', () => {
  const text = `{"apiVersion":"v1","kind":"Zebra","metadata":{"name":"a"}}`;
  assert.match(said(text).join(), /has no kind "Zebra"/);
  const unread = '{"apiVersion":"a/v1","kind":"B","x":[1,-2.5e3,0,true,false,null,"é\\ud83d\\ude00",[],{}]}';
  const { unsupported } = read(unread);
  assert.equal(JSON.parse(JSON.stringify(unsupported[0]?.value)), JSON.parse(unread));
});

const broken: readonly (readonly [what: string, text: string, finding: string])[] = [
  ['no colon', '{"a" 1}', '1:6 error syntax  : JSON needs ":" here'],
  ['no comma', '{"a": "1" "b"}', '1:11 error syntax  : JSON needs "," or "}" here'],
  ['no comma in a list', '{"a": ["1" "2"]}', '1:12 error syntax  : JSON needs "," or "]" here'],
  ['no end', '{"a": ["b"', '1:11 error syntax  : JSON needs "," or "]" here'],
  ['no value', '{"a": }x', '1:7 error syntax  : JSON needs a value here'],
  ['an open text', '{"a": "b', '1:7 error syntax  : JSON needs a text in double quotes here'],
  ['an unknown escape', '{"a": "\\x"} {', '1:7 error syntax  : JSON needs a text in double quotes here'],
  [
    'a key twice',
    '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","name":"b"}}',
    '1:62 error syntax Namespace/b metadata.name: the key is there twice',
  ],
  ['a key twice, escaped', '{"a":1,"\\u0061":2}', '1:8 error syntax  a: the key is there twice'],
  [
    'too deep',
    `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    '1:105 error syntax  : objects and lists stand in each other more than 100 deep',
  ],
  ['a list', `[${namespace('a')}]`, '1:1 error schema  : must be an object with apiVersion and kind'],
];

for (const [what, text, finding] of broken) {
  test(`JSON, ${what}: told`, () => {
    assert.equal(said(text, 'f.json').slice(0, 1), [finding]);
  });
}

test('what stands before a mistake is read', () => {
  const manifests = read(`${namespace('a')}\n{"b" 1}\n`);
  assert.equal(keysOf(manifests), ['Namespace/a']);
  assert.equal(manifests.findings.map(sayWhere), ['2:6 error syntax  : JSON needs ":" here']);
});

test('__proto__ is a key like any other', () => {
  const text =
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"},"__proto__":{"kind":"X"}}';
  const [first] = read(text).resources;
  assert.ok(first?.resource.kind === 'ConfigMap');
  assert.equal(Object.entries(first.resource.data ?? {}), [['__proto__', 'x']]);
});

test('a long text in JSON is no problem', () => {
  const text = namespace('a').replace('"name"', `"annotations":{"a":"${'x\\n'.repeat(50_000)}"},"name"`);
  assert.equal(keysOf(read(text)), ['Namespace/a']);
});

test.run();
