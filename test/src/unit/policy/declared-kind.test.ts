import type { Engine } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  forwardTo,
  gateway,
  gatewayClass,
  onGateway,
  onRoute,
  paint,
  policy,
  route,
  scopesOf,
  service,
} from './color-world.ts';

const test = suite('policy: kinds that manifests declare');

interface Declaration {
  readonly kind?: string;
  readonly label?: string;
  readonly mapping?: string;
  readonly group?: string;
  readonly spec?: string;
}

const openSpec = '{ type: object, x-kubernetes-preserve-unknown-fields: true }';

const definition = ({
  kind = 'BrandPolicy',
  label = 'Inherited',
  mapping,
  group = 'paint.example.com',
  spec = openSpec,
}: Declaration = {}): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}.${group}
  labels: { gateway.networking.k8s.io/policy: ${label} }
  ${mapping === undefined ? '' : `annotations: { policy.routeward.dev/mapping: '${mapping}' }`}
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: ${kind} }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: ${spec} } } } }]
---`;

const world = gatewayClass + gateway('g') + route('r', '{ name: g }', forwardTo('s')) + service('s');
const brand = (name: string, body: string): string => policy(name, body, { kind: 'BrandPolicy' });

const findingsOf = (engine: Engine): readonly string[] =>
  engine.findings().map(({ severity, resource, path }) => `${severity} ${resource} ${path}`);

test('a policy of a kind that nobody declares is a warning and has no effect', () => {
  const engine = paint(world + brand('p', `{ ${onRoute('r')}, name: x }`));
  assert.equal(scopesOf(engine), []);
  assert.equal(findingsOf(engine), ['warning BrandPolicy/ns/p kind']);
});

test('the label alone declares a kind, wherever the definition stands', () => {
  const text = world + brand('p', `{ ${onRoute('r')}, name: x }`) + definition();
  assert.equal(scopesOf(paint(text)), ['c > g > r: {"name":"x"}']);
  assert.equal(findingsOf(paint(text)), []);
});

test('a definition that comes later, and one that goes', () => {
  const engine = paint(world + brand('p', `{ ${onRoute('r')}, name: x }`));
  const [declared] = paint(definition()).resources();
  if (declared) engine.apply([{ kind: 'upsert', resource: declared }]);
  assert.equal(scopesOf(engine), ['c > g > r: {"name":"x"}']);
  engine.apply([{ kind: 'delete', key: 'CustomResourceDefinition/brandpolicy.paint.example.com' }]);
  assert.equal(scopesOf(engine), []);
});

test('strategies, targets and keyed lists come from the mapping and the schema', () => {
  const spec =
    '{ type: object, x-kubernetes-preserve-unknown-fields: true, properties: { list: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: { type: object, properties: { id: { type: string }, count: { type: integer } } } } } }';
  const mapping = '{ "targets": ["Gateway", "HTTPRoute"], "strategies": ["FieldDefaults"] }';
  const engine = paint(
    world +
      definition({ spec, mapping }) +
      brand('a', `{ ${onGateway('g')}, list: [{ id: x, count: 1 }, { id: z, count: 1 }] }`) +
      brand('b', `{ ${onRoute('r')}, list: [{ id: z, count: 2 }] }`) +
      brand('d', '{ targetRefs: [{ group: "", kind: Service, name: s }], list: [] }'),
  );
  assert.equal(scopesOf(engine), ['c > g > r: {"list":[{"id":"x","count":1},{"id":"z","count":2}]}']);
  assert.equal(findingsOf(engine), ['error BrandPolicy/ns/d spec.targetRefs[0]']);
});

test('a direct kind affects its target only', () => {
  const engine = paint(world + definition({ label: 'Direct' }) + brand('p', `{ ${onGateway('g')}, name: x }`));
  assert.equal(scopesOf(engine), ['c > g: {"name":"x"}']);
});

const bounds =
  '{ type: object, properties: { targetRefs: { type: array, x-kubernetes-preserve-unknown-fields: true }, count: { type: integer, minimum: 1, maximum: 3 }, word: { type: string, pattern: "^[a-z]+$", enum: [a, b, "1"] } }, required: [count] }';

const refused: readonly (readonly [what: string, values: string, path: string])[] = [
  ['a missing field', 'word: a', 'spec.count'],
  ['a wrong type', 'count: x', 'spec.count'],
  ['too small', 'count: 0', 'spec.count'],
  ['too large', 'count: 4', 'spec.count'],
  ['not one of the choices', 'count: 1, word: c', 'spec.word'],
  ['not of the pattern', 'count: 1, word: "1"', 'spec.word'],
];

for (const [what, values, path] of refused) {
  test(`values are held to the schema: ${what}`, () => {
    const engine = paint(world + definition({ spec: bounds }) + brand('p', `{ ${onRoute('r')}, ${values} }`));
    assert.equal(findingsOf(engine), [`error BrandPolicy/ns/p ${path}`]);
    assert.equal(scopesOf(engine), []);
  });
}

const broken: readonly (readonly [what: string, declaration: Declaration, path: string])[] = [
  ['a mapping that is no JSON', { mapping: 'targets' }, 'metadata.annotations["policy.routeward.dev/mapping"]'],
  ['an unknown target', { mapping: '{ "targets": ["Pod"] }' }, 'metadata.annotations["policy.routeward.dev/mapping"]'],
  ['another label', { label: 'Something' }, 'metadata.labels["gateway.networking.k8s.io/policy"]'],
  ['a kind that is not named like a policy', { kind: 'Brand' }, 'spec.names.kind'],
];

for (const [what, declaration, path] of broken) {
  test(`${what} is told, and nothing is declared`, () => {
    const engine = paint(definition(declaration));
    assert.is(engine.findings()[0]?.path, path);
    assert.not(engine.policyKinds().some(({ kind }) => kind.startsWith('Brand')));
  });
}

test('a kind that a program registers is not declared again; another group of the same name is refused', () => {
  assert.equal(findingsOf(paint(definition({ kind: 'ColorPolicy' }))), []);
  const other = paint(definition({ kind: 'ColorPolicy', group: 'other.example.com' }));
  assert.equal(findingsOf(other), ['warning CustomResourceDefinition/colorpolicy.other.example.com spec.names.kind']);
});

test.run();
