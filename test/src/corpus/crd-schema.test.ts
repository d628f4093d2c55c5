import { type Channel, type OpenApiSchema, openApiSchema, type ResourceKind } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { channels, corpusFiles, gatewayKinds, readCorpus, withCorpus } from './corpus.ts';

const test = suite('corpus: schemas against the CRDs');

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((current, key) => (isJson(current) ? current[key] : undefined), value);

interface Version {
  readonly name: string;
  readonly schema: unknown;
}

/** The schema of each version of a CRD. */
function crdVersions(kind: ResourceKind, channel: Channel): readonly Version[] {
  for (const file of corpusFiles(`crd/${channel}`, '.yaml')) {
    const crd: unknown = parse(readCorpus(file));
    if (at(crd, 'spec', 'names', 'kind') !== kind) continue;
    const versions = at(crd, 'spec', 'versions');
    if (!Array.isArray(versions)) continue;
    return versions.map((version: unknown) => ({
      name: String(at(version, 'name')),
      schema: at(version, 'schema', 'openAPIV3Schema'),
    }));
  }
  throw new Error(`no CRD of ${kind}`);
}

const keptKeywords = [
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'maxProperties',
  'default',
] as const;

/**
 * One line for each statement of a schema. `format` and `oneOf` are left out: they are checks of ours without a
 * keyword. `minLength: 0` says nothing.
 */
function statements(schema: unknown, path: string, lines: string[] = []): string[] {
  if (!isJson(schema)) return lines;
  const { type, properties, items, additionalProperties, required } = schema;
  lines.push(`${path} type ${String(type)}`);
  for (const keyword of keptKeywords) {
    const value = schema[keyword];
    if (value !== undefined && !(keyword === 'minLength' && value === 0)) {
      lines.push(`${path} ${keyword} ${JSON.stringify(value)}`);
    }
  }
  if (Array.isArray(schema['enum'])) lines.push(`${path} enum ${schema['enum'].map(String).sort().join(' ')}`);
  if (schema['x-kubernetes-list-type'] !== 'atomic' && schema['x-kubernetes-list-type'] !== undefined) {
    lines.push(
      `${path} list ${String(schema['x-kubernetes-list-type'])} ${JSON.stringify(schema['x-kubernetes-list-map-keys'])}`,
    );
  }
  const rules = schema['x-kubernetes-validations'];
  if (Array.isArray(rules)) for (const rule of rules) lines.push(`${path} rule ${String(at(rule, 'message'))}`);
  if (Array.isArray(required)) for (const name of required) lines.push(`${path} requires ${String(name)}`);
  if (isJson(properties)) {
    for (const [name, field] of Object.entries(properties)) statements(field, `${path}.${name}`, lines);
  }
  if (items !== undefined) statements(items, `${path}[]`, lines);
  if (isJson(additionalProperties)) statements(additionalProperties, `${path}{}`, lines);
  return lines;
}

/** The same pattern, written so that a backtracking engine needs linear time. */
const samePattern = (line: string): string =>
  line.replace('pattern "^[!-~]+([\\\\t ][!-~]+)*$"', 'pattern "^[!-~]+([\\\\t ]?[!-~]+)*$"');

/** `\/` and `\-` in a class say what `/` and `-` at its end say. */
const plainPattern = (line: string): string =>
  / pattern /.test(line) ? line.replaceAll('\\\\/', '/').replaceAll('0-9\\\\-]', '0-9-]') : line;

/** Defaults of the status, which creation writes; and what the API server does with every kind. */
const isOutside = (line: string): boolean =>
  /^spec\.status(\.conditions)? default |^\.(apiVersion|kind|metadata)/.test(line) ||
  / default .*lastTransition/.test(line);

const partsOf = (schema: unknown): readonly string[] =>
  ['spec', 'status']
    .flatMap((part) => statements(at(schema, 'properties', part), part))
    .filter((line) => !isOutside(line))
    .map((line) => plainPattern(samePattern(line)))
    .sort();

const ours = (schema: OpenApiSchema): readonly string[] => partsOf(JSON.parse(JSON.stringify(schema)));

withCorpus('schemas against the CRDs', () => {
  for (const kind of gatewayKinds) {
    for (const channel of channels) {
      for (const { name, schema } of crdVersions(kind, channel)) {
        test(`${kind} ${name}, ${channel}: fields, limits, lists, defaults and rules are the CRD's`, () => {
          assert.equal(ours(openApiSchema(kind, channel)), partsOf(schema));
        });
      }
    }
  }

  test('the CRDs have as many rules as the specification counts', () => {
    const rules = (channel: Channel): number =>
      gatewayKinds
        .flatMap((kind) => crdVersions(kind, channel).filter(({ name }) => name === 'v1'))
        .flatMap(({ schema }) => partsOf(schema))
        .filter((line) => / rule /.test(line)).length;
    assert.equal([rules('standard'), rules('experimental')], [107, 146]);
  });
});

test.run();
