import { parseResource, resourceKey } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { core, type Fields, findingsOf, gatewayClass, resourceOf, route } from './objects.ts';

const test = suite('validation: metadata');

const withMeta = (metadata: Fields, object: Fields = route()): Fields => ({ ...object, metadata });
const named = (fields: Fields): Fields => withMeta({ name: 'x', ...fields });
const withName = (kind: string, name: string) => {
  const spec = kind === 'Service' ? { spec: { ports: [{ port: 1 }] } } : {};
  return findingsOf({ ...core(kind, spec), metadata: { name } });
};

const subdomain = 'must consist of lower-case letters, digits, "-", ".", and begin and end with a letter or digit';
const label = subdomain.replace(', "."', '');
const qualified = 'must consist of letters, digits, "-", "_", ".", and begin and end with a letter or digit';

const wrong: readonly (readonly [what: string, metadata: Fields, finding: string])[] = [
  ['no name', {}, 'error schema metadata.name: is required'],
  ['an empty name', { name: '' }, 'error schema metadata.name: is required'],
  ['a name in upper case', { name: 'A' }, `error schema metadata.name: ${subdomain}`],
  [
    'a name that is too long',
    { name: 'a'.repeat(254) },
    'error schema metadata.name: must have at most 253 characters',
  ],
  ['a name with a line break', { name: 'a\n' }, `error schema metadata.name: ${subdomain}`],
  [
    'a namespace with a dot',
    { name: 'x', namespace: 'a.b' },
    'error schema metadata.namespace: a namespace consists of at most 63 lower-case letters, digits and "-", and begins and ends with one of the first two',
  ],
  [
    'a namespace of another type',
    { name: 'x', namespace: 5 },
    'error schema metadata.namespace: must be a string, but is a number | put the value in quotes',
  ],
  [
    'a key of a label',
    { name: 'x', labels: { '-a': 'b' } },
    `error schema metadata.labels["-a"]: the label's key ${qualified}`,
  ],
  [
    'a long key of a label',
    { name: 'x', labels: { ['a'.repeat(64)]: 'b' } },
    `error schema metadata.labels.${'a'.repeat(64)}: the label's key must have at most 63 characters (after "/")`,
  ],
  [
    'a prefix of a label',
    { name: 'x', labels: { 'A_/b': 'b' } },
    'error schema metadata.labels["A_/b"]: the label\'s key must have a DNS subdomain before "/"',
  ],
  [
    'two slashes in a label',
    { name: 'x', labels: { 'a/b/c': 'b' } },
    'error schema metadata.labels["a/b/c"]: the label\'s key has more than one "/"',
  ],
  [
    'a value of a label',
    { name: 'x', labels: { a: '-' } },
    `error schema metadata.labels.a: the label's value ${qualified}, or be empty`,
  ],
  [
    'a long value of a label',
    { name: 'x', labels: { a: 'b'.repeat(64) } },
    "error schema metadata.labels.a: the label's value must have at most 63 characters",
  ],
  [
    'a label that is a number',
    { name: 'x', labels: { a: 1 } },
    'error schema metadata.labels.a: must be a string, but is a number | put the value in quotes',
  ],
  [
    'a key of an annotation',
    { name: 'x', annotations: { 'a b': '' } },
    `error schema metadata.annotations["a b"]: the annotation's key ${qualified}`,
  ],
  [
    'an annotation that is a boolean',
    { name: 'x', annotations: { a: true } },
    'error schema metadata.annotations.a: must be a string, but is a boolean | put the value in quotes',
  ],
  [
    'too many annotations',
    { name: 'x', annotations: { a: 'b'.repeat(262_144) } },
    'error schema metadata.annotations: all annotations together must have at most 262144 bytes',
  ],
  ['a finalizer', { name: 'x', finalizers: ['a b'] }, `error schema metadata.finalizers[0]: ${qualified}`],
  [
    'a time without a zone',
    { name: 'x', creationTimestamp: '2026-01-01T00:00:00' },
    'error schema metadata.creationTimestamp: must be a time such as 2026-01-31T12:00:00Z',
  ],
  [
    'a time that is none',
    { name: 'x', creationTimestamp: '2026-13-01T00:00:00Z' },
    'error schema metadata.creationTimestamp: must be a time such as 2026-01-31T12:00:00Z',
  ],
  [
    'half a generation',
    { name: 'x', generation: 1.5 },
    'error schema metadata.generation: must be a whole number, but is a number that is not whole',
  ],
];

for (const [what, metadata, finding] of wrong) {
  test(`${what}: refused`, () => {
    const lines = findingsOf(withMeta(metadata));
    assert.ok(lines.includes(finding), lines.join('\n'));
  });
}

test('what the API server takes', () => {
  const fields = {
    namespace: 'a-1',
    labels: { a: '', 'a.b/C_d.e': 'F-9' },
    annotations: { 'UPPER.case/Key': 'any\ntext' },
    finalizers: ['a.b/c'],
    creationTimestamp: '2026-01-31T12:00:00.5+01:00',
    generation: 3,
    uid: 'u',
    resourceVersion: '5',
    managedFields: [{ manager: 'kubectl' }],
    ownerReferences: [{ kind: 'X' }],
  };
  assert.equal(findingsOf(named(fields)), []);
  assert.equal(resourceOf(named(fields))['metadata'], { name: 'x', ...fields });
});

test('an absent, null or empty namespace means default', () => {
  for (const metadata of [{ name: 'x' }, { name: 'x', namespace: null }, { name: 'x', namespace: '' }]) {
    assert.equal(resourceOf(withMeta(metadata))['metadata'], { name: 'x', namespace: 'default' });
  }
  assert.is(resourceKey({ kind: 'HTTPRoute', metadata: { name: 'x' } }), 'HTTPRoute/default/x');
});

test('cluster-scoped kinds have no namespace; default, which tools write, is left out without a word', () => {
  const object = withMeta({ name: 'x', namespace: 'default' }, gatewayClass());
  assert.equal(findingsOf(object), []);
  assert.equal(resourceOf(object)['metadata'], { name: 'x' });
  assert.is(resourceKey({ kind: 'GatewayClass', metadata: { name: 'x' } }), 'GatewayClass/x');
});

test('creationTimestamp: null, as kubectl prints it, is none', () => {
  assert.equal(resourceOf(named({ creationTimestamp: null }))['metadata'], { name: 'x', namespace: 'default' });
});

test('a name that the API server would make up', () => {
  const object = withMeta({ generateName: 'web-', name: null });
  assert.equal(findingsOf(object), [
    'warning value metadata.generateName: the API server makes up the end of this name; the prefix alone is used here',
  ]);
  assert.equal(resourceOf(object)['metadata'], { generateName: 'web-', name: 'web', namespace: 'default' });
  assert.equal(findingsOf(withMeta({ generateName: '' })), ['error schema metadata.name: is required']);
});

test('names of Services and Namespaces are DNS labels, others subdomains', () => {
  for (const kind of ['Service', 'Namespace'])
    assert.equal(withName(kind, 'a.b'), [`error schema metadata.name: ${label}`]);
  for (const kind of ['Secret', 'ConfigMap']) assert.equal(withName(kind, 'a.b'), []);
  assert.equal(withName('Service', 'a'.repeat(64)), ['error schema metadata.name: must have at most 63 characters']);
});

test('findings name the object as well as they can', () => {
  const keyOf = (value: unknown) => parseResource(value).findings[0]?.resource;
  assert.is(keyOf(withMeta({ name: 'a\u001b[1m', namespace: 'b\nc' })), 'HTTPRoute/b\\u000ac/a\\u001b[1m');
  assert.is(keyOf(withMeta({})), 'HTTPRoute/default/?');
  assert.is(keyOf(withMeta({}, gatewayClass())), 'GatewayClass/?');
  assert.is(keyOf({ ...route(), metadata: 5 }), 'HTTPRoute/default/?');
  assert.is(keyOf({}), '');
  assert.ok((keyOf(withMeta({ name: 'a'.repeat(9999) })) ?? '').length < 300);
});

test.run();
