import { compileRegex } from '../regex/regex.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { formatPath, type PathSegment } from '../validation/field-path.ts';
import type { PolicyProblem } from './policy-kind.ts';

export interface SchemaVerdict {
  readonly problems: readonly PolicyProblem[];
  /** Fields that the API server would drop. */
  readonly unknown: readonly PolicyProblem[];
}

/** Told of one object; whoever has more has another problem than those. */
const mostProblems = 100;

const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

/** Of an object in an object; what is not one counts as absent. */
export const objectAt = (object: JsonObject, field: string): JsonObject | undefined => {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  return isJsonObject(value) ? value : undefined;
};

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

const fits = (value: JsonValue, type: string): boolean =>
  typeOf(value) === type || (type === 'number' && typeof value === 'number');

function boundsProblem(size: number, schema: JsonObject, least: string, most: string): string | undefined {
  const [min, max] = [numberOf(schema[least]), numberOf(schema[most])];
  if (min !== undefined && size < min) return `${least} is ${min}`;
  return max !== undefined && size > max ? `${most} is ${max}` : undefined;
}

function textProblem(value: string, schema: JsonObject): string | undefined {
  const bounds = boundsProblem([...value].length, schema, 'minLength', 'maxLength');
  const pattern = textOf(schema['pattern']);
  if (bounds !== undefined || pattern === undefined) return bounds;
  // A pattern may hold anywhere in the text; ours hold for the whole.
  const compiled = compileRegex(`(?s:.*)(?:${pattern})(?s:.*)`);
  return compiled.kind === 'ok' && !compiled.regex.test(value) ? `must match ${pattern}` : undefined;
}

class SchemaChecker {
  readonly problems: PolicyProblem[] = [];
  readonly unknown: PolicyProblem[] = [];
  readonly #path: PathSegment[];

  constructor(path: readonly PathSegment[]) {
    this.#path = [...path];
  }

  check(value: JsonValue, schema: JsonObject): void {
    if (value === null && schema['nullable'] === true) return;
    const type = textOf(schema['type']);
    const either = schema['x-kubernetes-int-or-string'] === true && ['integer', 'string'].includes(typeOf(value));
    if (type !== undefined && !either && !fits(value, type)) {
      this.#tell(`must be of type ${type}`);
      return;
    }
    const choices = schema['enum'];
    if (Array.isArray(choices) && !choices.includes(value))
      this.#tell(`must be one of ${choices.map(String).join(', ')}`);
    const problem = this.#scalarProblem(value, schema);
    if (problem !== undefined) this.#tell(problem);
    if (Array.isArray(value)) this.#list(value, schema);
    else if (isJsonObject(value)) this.#object(value, schema);
  }

  #scalarProblem(value: JsonValue, schema: JsonObject): string | undefined {
    if (typeof value === 'string') return textProblem(value, schema);
    if (typeof value === 'number') return boundsProblem(value, schema, 'minimum', 'maximum');
    if (Array.isArray(value)) return boundsProblem(value.length, schema, 'minItems', 'maxItems');
    return isJsonObject(value)
      ? boundsProblem(Object.keys(value).length, schema, 'minProperties', 'maxProperties')
      : undefined;
  }

  #list(list: readonly JsonValue[], schema: JsonObject): void {
    const items = objectAt(schema, 'items');
    if (!items) return;
    for (const [index, item] of list.entries()) this.#inside(index, () => this.check(item, items));
  }

  #object(object: JsonObject, schema: JsonObject): void {
    const { required } = schema;
    for (const name of Array.isArray(required) ? required : []) {
      if (typeof name === 'string' && !Object.hasOwn(object, name)) this.#inside(name, () => this.#tell('is required'));
    }
    const properties = objectAt(schema, 'properties');
    const additional = objectAt(schema, 'additionalProperties');
    const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['additionalProperties'] === true;
    for (const [name, value] of Object.entries(object)) {
      const field = (properties && objectAt(properties, name)) ?? additional;
      this.#inside(name, () => {
        if (field) this.check(value, field);
        else if (!open && properties) this.#drop();
      });
    }
  }

  #inside(segment: PathSegment, look: () => void): void {
    this.#path.push(segment);
    look();
    this.#path.pop();
  }

  #tell(message: string): void {
    if (this.problems.length < mostProblems) this.problems.push({ path: formatPath(this.#path), message });
  }

  #drop(): void {
    const message = 'is not a known field: it is dropped';
    if (this.unknown.length < mostProblems) this.unknown.push({ path: formatPath(this.#path), message });
  }
}

/** Holds a value to a structural schema, as CRDs write them; rules in CEL are not checked. */
export function checkStructural(value: JsonValue, schema: JsonObject, path: readonly PathSegment[]): SchemaVerdict {
  const checker = new SchemaChecker(path);
  checker.check(value, schema);
  return { problems: checker.problems, unknown: checker.unknown };
}

/** Shapes of fields that merging has to know, found in a schema. */
export interface SchemaShapes {
  readonly listMapKeys: Readonly<Record<string, string>>;
  readonly mapFields: readonly string[];
}

/** Keyed lists (`x-kubernetes-list-type: map` with one key) and objects whose keys the user chooses. */
export function shapesOf(schema: JsonObject): SchemaShapes {
  const listMapKeys: Record<string, string> = Object.create(null);
  const mapFields: string[] = [];
  const visit = (node: JsonObject, path: string): void => {
    const keys = node['x-kubernetes-list-map-keys'];
    const [key] = Array.isArray(keys) && keys.length === 1 ? keys : [];
    if (node['x-kubernetes-list-type'] === 'map' && typeof key === 'string') listMapKeys[path] = key;
    const properties = objectAt(node, 'properties');
    if (!properties && path !== '' && node['additionalProperties'] !== undefined) mapFields.push(path);
    const items = objectAt(node, 'items');
    if (items) visit(items, `${path}[]`);
    for (const [name, field] of Object.entries(properties ?? {})) {
      if (isJsonObject(field)) visit(field, path === '' ? name : `${path}.${name}`);
    }
  };
  visit(schema, '');
  return { listMapKeys, mapFields };
}
