import { readdirSync, readFileSync } from 'node:fs';
import { createEngine, type OpenApiSchema, parseResource, policyDefinitions } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';

const test = suite('policy kinds: CustomResourceDefinitions');

const folder = new URL('../../../../packages/core/crds/', import.meta.url);

test('the YAML files that are shipped are what the schemas say', () => {
  const files = readdirSync(folder).map((file) => parse(readFileSync(new URL(file, folder), 'utf8')));
  const byName = (definitions: readonly { metadata: { name: string } }[]) =>
    Object.fromEntries(definitions.map((definition) => [definition.metadata.name, definition]));
  assert.equal(byName(files), JSON.parse(JSON.stringify(byName(policyDefinitions()))));
});

test('two for each kind: namespaced, and a cluster-scoped twin', () => {
  const definitions = policyDefinitions();
  for (const kind of createEngine().policyKinds()) {
    if (kind.group !== 'policy.routeward.dev') continue;
    const scopes = [kind.kind, kind.clusterKind].map(
      (name) => definitions.find(({ spec }) => spec.names.kind === name)?.spec.scope,
    );
    assert.equal(scopes, ['Namespaced', 'Cluster'], kind.kind);
  }
});

/** What the API server demands of a structural schema, as far as these use it. */
function assertStructural(schema: OpenApiSchema, path: string): void {
  assert.ok(schema.type, `${path} has a type`);
  assert.is(schema['x-kubernetes-validations'], undefined, `${path} has no rule without an expression`);
  if (schema.type === 'array') {
    const { items } = schema;
    if (!items) throw new Error(`${path} has no items`);
    for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
      assert.ok(items.required?.includes(key), `${path} is told apart by ${key}, which must be required`);
    }
    assertStructural(items, `${path}[]`);
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    // Kubernetes reads YAML 1.1, where these keys are booleans.
    assert.not.match(name, /^(y|n|yes|no|on|off|true|false)$/i, path);
    assertStructural(field, `${path}.${name}`);
  }
}

test('schemas are structural, and patterns are ones that Go has too', () => {
  for (const { spec, metadata } of policyDefinitions()) {
    const [version] = spec.versions;
    if (!version) throw new Error('no version');
    assertStructural(version.schema.openAPIV3Schema, metadata.name);
    assert.not.match(JSON.stringify(version.schema), /\(\?[=!<]/, 'no lookaround');
  }
});

test('the engine takes them, and keeps to its own kinds', () => {
  const engine = createEngine();
  const before = engine.policyKinds();
  for (const definition of policyDefinitions()) {
    const parsed = parseResource(JSON.parse(JSON.stringify(definition)));
    assert.is(parsed.kind, 'resource', definition.metadata.name);
    if (parsed.kind === 'resource') engine.apply([{ kind: 'upsert', resource: parsed.resource }]);
  }
  assert.equal(engine.policyKinds(), before);
  assert.equal(engine.findings(), []);
});

test.run();
