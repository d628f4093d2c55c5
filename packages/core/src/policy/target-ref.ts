import type { LabelSelector } from '../resources/label-selector.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import type { PolicyProblem } from './policy-kind.ts';

/** One entry of `targetRefs`, or `targetRef`. */
export interface TargetRef {
  /** Where it stands: `spec.targetRefs[0]`. */
  readonly path: string;
  /** Empty for core kinds. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

/** One entry of `targetSelectors`: all objects of a kind with these labels, in the policy's own namespace. */
export interface TargetSelector {
  readonly path: string;
  readonly group: string;
  readonly kind: string;
  readonly selector: LabelSelector;
  readonly sectionName?: string;
}

export interface PolicyTargets {
  readonly refs: readonly TargetRef[];
  readonly selectors: readonly TargetSelector[];
  readonly problems: readonly PolicyProblem[];
}

/** maxItems of `targetRefs` in the CRDs of the Gateway API. */
const maxTargets = 16;

const gatewayGroup = 'gateway.networking.k8s.io';

/** What is meant where the group is left out, which old texts do. */
const groups: ReadonlyMap<string, string> = new Map([
  ['Service', ''],
  ['Namespace', ''],
]);

const textOf = (object: JsonObject, field: string): string | undefined => {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Old texts write the version behind the group, and `core` for the core group. */
function groupOf(object: JsonObject, kind: string): string {
  const written = Object.hasOwn(object, 'group') ? object['group'] : undefined;
  const group = typeof written === 'string' ? written.replace(/\/v[0-9][a-z0-9]*$/, '') : undefined;
  if (group === undefined) return groups.get(kind) ?? gatewayGroup;
  return group === 'core' || group === 'v1' ? '' : group;
}

class TargetReader {
  readonly refs: TargetRef[] = [];
  readonly selectors: TargetSelector[] = [];
  readonly problems: PolicyProblem[] = [];

  read(spec: JsonObject): void {
    const { targetRef, targetRefs, targetSelectors } = spec;
    if (isGiven(targetRef)) this.#ref(targetRef, 'spec.targetRef');
    for (const [index, item] of this.#list(targetRefs, 'spec.targetRefs')) {
      this.#ref(item, `spec.targetRefs[${index}]`);
    }
    for (const [index, item] of this.#list(targetSelectors, 'spec.targetSelectors')) {
      this.#selector(item, `spec.targetSelectors[${index}]`);
    }
    if (isGiven(targetRef) && isGiven(targetRefs)) this.#tell('spec.targetRef', 'excludes targetRefs');
    if (this.refs.length + this.selectors.length + this.problems.length === 0) {
      this.#tell('spec.targetRefs', 'is required: a policy has to say what it is for');
    }
  }

  #tell(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  #list(value: JsonValue | undefined, path: string): [number, JsonValue][] {
    if (!isGiven(value)) return [];
    if (!Array.isArray(value)) {
      this.#tell(path, 'must be a list');
      return [];
    }
    if (value.length > maxTargets) this.#tell(path, `must have at most ${maxTargets} items`);
    return [...value.slice(0, maxTargets).entries()];
  }

  #kind(item: JsonValue | undefined, path: string): JsonObject | undefined {
    if (!isJsonObject(item)) this.#tell(path, 'must be an object');
    else if (textOf(item, 'kind') === undefined) this.#tell(`${path}.kind`, 'is required');
    else return item;
    return undefined;
  }

  #ref(item: JsonValue | undefined, path: string): void {
    const object = this.#kind(item, path);
    if (!object) return;
    const kind = textOf(object, 'kind') ?? '';
    const name = textOf(object, 'name');
    if (name === undefined) {
      this.#tell(`${path}.name`, 'is required');
      return;
    }
    const [namespace, sectionName] = [textOf(object, 'namespace'), textOf(object, 'sectionName')];
    this.refs.push({
      path,
      group: groupOf(object, kind),
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(sectionName !== undefined && { sectionName }),
    });
  }

  #selector(item: JsonValue | undefined, path: string): void {
    const object = this.#kind(item, path);
    if (!object) return;
    const kind = textOf(object, 'kind') ?? '';
    const sectionName = textOf(object, 'sectionName');
    const selector = toSelector(object);
    if (!selector) {
      this.#tell(path, 'needs matchLabels or matchExpressions');
      return;
    }
    const section = sectionName !== undefined && { sectionName };
    this.selectors.push({ path, group: groupOf(object, kind), kind, selector, ...section });
  }
}

const isGiven = (value: JsonValue | undefined): boolean => value !== undefined && value !== null;

/** Undefined where nothing is selected by: an empty selector would mean everything, which nobody asks for by accident. */
function toSelector({ matchLabels, matchExpressions }: JsonObject): LabelSelector | undefined {
  const labels = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = Array.isArray(matchExpressions) ? matchExpressions : [];
  if (labels.length + expressions.length === 0) return undefined;
  const wanted: Record<string, string> = Object.create(null);
  for (const [key, value] of labels) wanted[key] = String(value);
  return { matchLabels: wanted, matchExpressions: expressions.flatMap(toRequirement) };
}

function toRequirement(item: JsonValue): NonNullable<LabelSelector['matchExpressions']> {
  if (!isJsonObject(item)) return [];
  const { key, operator, values } = item;
  const texts = Array.isArray(values) ? values.map(String) : undefined;
  return [{ key: String(key ?? ''), operator: String(operator ?? ''), ...(texts && { values: texts }) }];
}

/** Reads `targetRef`, `targetRefs` and `targetSelectors`. */
export function readTargets(spec: JsonObject): PolicyTargets {
  const reader = new TargetReader();
  reader.read(spec);
  const { refs, selectors, problems } = reader;
  return { refs, selectors, problems };
}
