import type { CustomResourceDefinition } from '../resources/custom-resource-definition.ts';
import type { JsonObject, JsonValue } from '../text/json.ts';
import { jsonCopy } from '../validation/json-copy.ts';
import { isPlainObject } from '../validation/prune.ts';
import { policyLabel } from '../validation/read-policy.ts';
import type { MergeStrategy, PolicyKind, PolicyProblem, PolicyReading, TargetKind } from './policy-kind.ts';
import { readParts } from './read-parts.ts';
import { checkStructural, objectAt, type SchemaShapes, shapesOf } from './structural-schema.ts';

/** JSON with what the label does not say; every field may be left out. */
export const mappingAnnotation = 'policy.routeward.dev/mapping';

export type DeclaredKind =
  | { readonly kind: 'declared'; readonly policyKind: PolicyKind }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

const targetKinds: readonly TargetKind[] = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'Service',
  'Namespace',
];
const withSections: readonly TargetKind[] = ['Gateway', 'ListenerSet', 'HTTPRoute', 'Service'];

const bothWays: PolicyKind['selection'] = ['name', 'labels'];

const strategies: ReadonlyMap<string, MergeStrategy> = new Map<string, MergeStrategy>([
  ['None', { mode: 'none' }],
  ['AtomicDefaults', { mode: 'default', granularity: 'atomic' }],
  ['PatchDefaults', { mode: 'default', granularity: 'patch' }],
  ['AtomicOverrides', { mode: 'override', granularity: 'atomic' }],
  ['PatchOverrides', { mode: 'override', granularity: 'patch' }],
  ['FieldDefaults', { mode: 'default', granularity: 'field' }],
  ['FieldOverrides', { mode: 'override', granularity: 'field' }],
  ['RuleDefaults', { mode: 'default', granularity: 'rule' }],
  ['RuleOverrides', { mode: 'override', granularity: 'rule' }],
]);

/** What is meant where the mapping says nothing: GEP-713's order, then per field. */
const allStrategies = [
  'AtomicDefaults',
  'PatchDefaults',
  'AtomicOverrides',
  'PatchOverrides',
  'FieldDefaults',
  'FieldOverrides',
];

class MappingReader {
  readonly problems: PolicyProblem[] = [];
  readonly #mapping: JsonObject;

  constructor(text: string | undefined) {
    this.#mapping = this.#parse(text);
  }

  /** A list of names out of `known`. */
  names<T>(field: string, known: ReadonlyMap<string, T>, otherwise: readonly T[]): readonly T[] {
    const value = this.#mapping[field];
    if (value === undefined) return otherwise;
    const names: readonly JsonValue[] = Array.isArray(value) ? value : [];
    const found = names.flatMap((name) => known.get(String(name)) ?? []);
    if (found.length === 0 || found.length < names.length) {
      this.#tell(`${field} must be a list of ${[...known.keys()].join(', ')}`);
    }
    return found;
  }

  texts(field: string): readonly string[] {
    const value = this.#mapping[field];
    return Array.isArray(value) ? value.map(String) : [];
  }

  isTrue(field: string): boolean {
    return this.#mapping[field] === true;
  }

  #tell(message: string): void {
    this.problems.push({ path: `metadata.annotations["${mappingAnnotation}"]`, message });
  }

  #parse(text: string | undefined): JsonObject {
    if (text === undefined) return {};
    try {
      const value: unknown = jsonCopy(JSON.parse(text));
      if (isPlainObject(value)) return toJson(value);
    } catch {
      // Told below, as for any other text that is no object.
    }
    this.#tell('must be a JSON object');
    return {};
  }
}

/** What `jsonCopy` gives is JSON, which its type does not say. */
function toJson(value: Readonly<Record<string, unknown>>): JsonObject {
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const [key, field] of Object.entries(value)) copy[key] = toJsonValue(field);
  return copy;
}

function toJsonValue(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (isPlainObject(value)) return toJson(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const byName = <T extends string>(names: readonly T[]): ReadonlyMap<string, T> =>
  new Map(names.map((name) => [name, name]));

function specSchema({ spec }: CustomResourceDefinition): JsonObject | undefined {
  const version = spec.versions.find(({ storage }) => storage) ?? spec.versions[0];
  const whole = version?.schema?.openAPIV3Schema;
  const properties = whole && objectAt(whole, 'properties');
  return properties && objectAt(properties, 'spec');
}

/** Fields have the same shape wherever they stand: in the spec itself, or under `overrides` and the like. */
function mergeShapes(schema: JsonObject | undefined): SchemaShapes {
  const properties = (schema && objectAt(schema, 'properties')) ?? {};
  const wrapped = ['override', 'default', 'overrides', 'defaults'].flatMap((name): readonly JsonObject[] => {
    const found = objectAt(properties, name);
    return found ? [found] : [];
  });
  const found = [...(schema ? [schema] : []), ...wrapped].map(shapesOf);
  return {
    listMapKeys: Object.assign(Object.create(null), ...found.map(({ listMapKeys }) => listMapKeys)),
    mapFields: [...new Set(found.flatMap(({ mapFields }) => mapFields))],
  };
}

function reader(schema: JsonObject | undefined, offered: readonly MergeStrategy[]) {
  return (spec: JsonObject): PolicyReading => {
    const verdict = schema ? checkStructural(spec, schema, ['spec']) : { problems: [], unknown: [] };
    if (verdict.problems.length > 0) return { kind: 'invalid', problems: verdict.problems };
    const reading = readParts(spec, offered);
    return reading.kind === 'read' ? { ...reading, warnings: verdict.unknown } : reading;
  };
}

function labelOf({ metadata }: CustomResourceDefinition): string {
  const { labels = {} } = metadata;
  return (Object.hasOwn(labels, policyLabel) ? (labels[policyLabel] ?? '') : '').toLowerCase();
}

/** The kind of policy that a CustomResourceDefinition declares by its label, its schema and its mapping. */
export function declaredKind(definition: CustomResourceDefinition): DeclaredKind {
  const { annotations = {} } = definition.metadata;
  const { group, names } = definition.spec;
  const text = Object.hasOwn(annotations, mappingAnnotation) ? annotations[mappingAnnotation] : undefined;
  const mapping = new MappingReader(text);
  const label = labelOf(definition);
  const direct = label === 'direct';
  const targets = mapping.names('targets', byName(targetKinds), targetKinds);
  const chosen = mapping.names('strategies', strategies, usual(direct));
  const sections = mapping.names('sections', byName(withSections), withSections);
  const selection = mapping.names('selection', byName(bothWays), bothWays);
  const problems = [...mapping.problems];
  if (!direct && label !== 'inherited') {
    problems.push({ path: `metadata.labels["${policyLabel}"]`, message: 'must be Direct or Inherited' });
  }
  if (!names.kind.endsWith('Policy')) {
    problems.push({ path: 'spec.names.kind', message: 'a kind of policy has to end in "Policy" to be read as one' });
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  const schema = specSchema(definition);
  const policyKind: PolicyKind = {
    group,
    kind: names.kind,
    attachment: direct ? 'direct' : 'inherited',
    targets,
    sections: sections.filter((section) => targets.includes(section)),
    selection,
    mergeStrategies: chosen,
    protects: mapping.isTrue('protects'),
    read: reader(schema, chosen),
    ...mergeShapes(schema),
    ruleFields: mapping.texts('ruleFields'),
  };
  return { kind: 'declared', policyKind };
}

const usual = (direct: boolean): readonly MergeStrategy[] =>
  (direct ? ['None'] : allStrategies).flatMap((name) => strategies.get(name) ?? []);
