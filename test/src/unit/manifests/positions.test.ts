import { mergeManifests, withPositions } from '@routeward/core/manifests';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keysOf, namespace, read, said, sayWhere } from './read.ts';

const test = suite('manifests: positions, Lists and several texts');

const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  labels: {a.b/c: d}
spec:
  hostnames:
    - a.test
    - "b.test"
  rules:
    - backendRefs:
        - {name: s, port: 80}
        - name: t
          port: 81
`;

const places: readonly (readonly [path: string, place: string])[] = [
  ['', '1:1'],
  ['kind', '2:1'],
  ['metadata', '3:1'],
  ['metadata.name', '4:3'],
  ['metadata.labels["a.b/c"]', '5:12'],
  ['spec.hostnames', '7:3'],
  ['spec.hostnames[0]', '8:7'],
  ['spec.hostnames[1]', '9:7'],
  ['spec.rules[0]', '11:7'],
  ['spec.rules[0].backendRefs[0].port', '12:21'],
  ['spec.rules[0].backendRefs[1]', '13:11'],
  ['spec.rules[0].backendRefs[1].port', '14:11'],
  // Nothing stands there: the nearest parent's place.
  ['spec.rules[0].backendRefs[1].weight', '13:11'],
  ['spec.rules[0].backendRefs[7].weight', '11:7'],
  ['spec.hostnames[0].x', '8:7'],
  ['spec.parentRefs[0]', '6:1'],
  ['metadata.namespace', '3:1'],
  ['!?', '1:1'],
  ['metadata.labels["\\q"]', '5:3'],
];

for (const [path, place] of places) {
  test(`${path || 'the resource'} stands at ${place}`, () => {
    const position = read(route).locate('HTTPRoute/default/web', path);
    assert.is(`${position?.line}:${position?.column}`, place);
    assert.is(position?.file, 'f.yaml');
  });
}

test('what no text holds has no place', () => {
  assert.is(read(route).locate('HTTPRoute/default/other', ''), undefined);
});

const list = `apiVersion: v1
kind: List
metadata: {}
items:
  - apiVersion: v1
    kind: Namespace
    metadata:
      name: a
      labels: {x: 1}
  - &b
    apiVersion: v1
    kind: Namespace
    metadata: {name: b, name: c}
  - {apiVersion: v1, kind: Namespace, metadata: {name: d, labels: {x: "-"}}}
  - *b
  - 5
  - apiVersion: v1
    kind: List
    items:
    - apiVersion: v1
      kind: Namespace
      metadata:
        name: e
`;

test('a List is taken apart; places are in the text, paths in the object; a broken one costs no other', () => {
  const manifests = read(list);
  assert.equal(keysOf(manifests), ['Namespace/e']);
  assert.equal(
    manifests.findings.map(sayWhere).map((line) => line.replace(/ must consist.*/, '')),
    [
      '9:16 error schema Namespace/a metadata.labels.x: must be a string, but is a number',
      '13:25 error syntax Namespace/c metadata.name: the key is there twice',
      "14:68 error schema Namespace/d metadata.labels.x: the label's value",
      '16:5 error schema  : must be an object with apiVersion and kind',
    ],
  );
  assert.equal(manifests.locate('Namespace/e', 'metadata.name'), { file: 'f.yaml', line: 23, column: 9 });
});

test('elements of a typed list need no kind of their own', () => {
  const text = `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRouteList\nitems:\n- metadata: {name: a}\n  spec: {}\n- metadata: {name: b}\n`;
  const manifests = read(text);
  assert.equal(keysOf(manifests), ['HTTPRoute/default/a']);
  assert.equal(manifests.findings.map(sayWhere), ['6:3 error schema HTTPRoute/default/b spec: is required']);
});

test('a List in JSON', () => {
  const items = ['a', 'B', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
  assert.equal(keysOf(read(text, 'f.json')), ['Namespace/a', 'Namespace/c']);
  assert.match(said(text, 'f.json').join(), /^\d+:9 error schema Namespace\/B metadata.name: /);
});

test('a List of nothing is nothing', () => {
  for (const items of ['', 'items:', 'items: []']) assert.equal(said(`apiVersion: v1\nkind: List\n${items}\n`), []);
});

test('a List may be larger than an object', () => {
  const items = Array.from({ length: 50 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c${index}` },
    data: { a: 'x'.repeat(100_000) },
  }));
  assert.is(read(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).resources.length, 50);
});

test('objects of kinds that are not read are handed on', () => {
  const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n---\n${namespace('a')}---\napiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: {name: g}\n`;
  const { unsupported, findings, resources } = read(text);
  assert.equal(
    unsupported.map(({ value, position }) => `${value['kind']} ${position.line}`),
    ['Deployment 1', 'GRPCRoute 10'],
  );
  assert.equal(findings.map(sayWhere), ['11:1 warning value GRPCRoute/default/g kind: GRPCRoute is not read yet']);
  assert.is(resources.length, 1);
});

test('an object that is defined twice: a warning names both places, the last one counts', () => {
  const manifests = read(`${namespace('a')}---\n${namespace('b')}---\n${namespace('a')}`);
  assert.equal(keysOf(manifests), ['Namespace/b', 'Namespace/a']);
  assert.equal(manifests.findings.map(sayWhere), [
    '11:1 warning conflict Namespace/a : is defined twice, at f.yaml:1:1 and at f.yaml:11:1: the last one counts',
  ]);
});

test('several texts are one set', () => {
  const parts = [
    read(`${namespace('a')}---\nx: [`, 'one.yaml'),
    read(`${namespace('b')}---\n${namespace('a')}`, 'two.yaml'),
  ];
  const merged = mergeManifests(parts);
  assert.equal(keysOf(merged), ['Namespace/b', 'Namespace/a']);
  assert.equal(
    merged.findings.map(({ position, rule }) => `${position?.file} ${rule}`),
    ['one.yaml syntax', 'two.yaml conflict'],
  );
  assert.equal(merged.locate('Namespace/a', 'metadata'), { file: 'two.yaml', line: 8, column: 1 });
});

test('findings of later stages get their places', () => {
  const manifests = read(route);
  const base = { severity: 'error', rule: 'reference', message: 'm' } as const;
  const position = { file: 'x', line: 1, column: 1 };
  const findings = withPositions(
    [
      { ...base, resource: 'HTTPRoute/default/web', path: 'spec.rules[0].backendRefs[0]' },
      { ...base, resource: 'HTTPRoute/default/other', path: 'spec' },
      { ...base, resource: 'HTTPRoute/default/web', path: 'spec', position },
    ],
    manifests,
  );
  assert.equal(
    findings.map((finding) => finding.position),
    [{ file: 'f.yaml', line: 12, column: 11 }, undefined, position],
  );
});

test('no byte of a Secret is in a finding, however its manifest is broken', () => {
  const canary = 'c4n4ryV2h5IGFyZSB5b3UgcmVhZGluZw';
  const head = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n';
  const tails = [
    `data:\n  a: ${canary}: ${canary}`,
    `data: {a: ${canary}, a: ${canary}}`,
    `data:\n\ta: ${canary}`,
    `data: *${canary}`,
    `data: "${canary}\\q"`,
    `data: [${canary}`,
    `data: '${canary}`,
    `data:\n  a: %${canary}\n  b: @${canary}\n  c: \`${canary}`,
    `data: !<${canary} x`,
    `stringData:\n  ${canary} ${canary}\n  b: c`,
    `data: &${canary} {a: *${canary}}`,
  ];
  for (const tail of tails) {
    const lines = said(`${head}${tail}\n`);
    assert.ok(lines.length > 0, tail);
    assert.not.ok(lines.join().includes(canary), lines.join('\n'));
  }
  for (const tail of [`{"a":"${canary}`, `{"a":"${canary}" "b"}`, `{"a":"${canary}\\x"}`]) {
    assert.not.ok(said(`{"apiVersion":"v1","kind":"Secret","data":${tail}}`).join().includes(canary));
  }
});

test.run();
