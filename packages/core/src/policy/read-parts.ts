import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import type { MergeStrategy, PolicyProblem, PolicyReading } from './policy-kind.ts';
import type { Granularity, PolicyPart } from './policy-part.ts';

/** Fields of a policy's spec that choose targets, not values. */
const targetFields = ['targetRef', 'targetRefs', 'targetSelectors'] as const;

/** Fields that hold values of one mode: side by side as in GEP-2649's and older texts, or one of them as in GEP-713. */
const wrappers = [
  { field: 'override', mode: 'override', sideBySide: true },
  { field: 'default', mode: 'default', sideBySide: true },
  { field: 'overrides', mode: 'override', sideBySide: false },
  { field: 'defaults', mode: 'default', sideBySide: false },
] as const;

type Wrapper = (typeof wrappers)[number];

const strategyNames: ReadonlyMap<string, Granularity> = new Map([
  ['atomic', 'atomic'],
  ['patch', 'patch'],
  ['field', 'field'],
  ['rule', 'rule'],
  ['custom', 'custom'],
]);

const own = (object: JsonObject, field: string): JsonValue | undefined =>
  Object.hasOwn(object, field) ? object[field] : undefined;

function without(object: JsonObject, fields: readonly string[]): JsonObject {
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const [key, value] of Object.entries(object)) if (!fields.includes(key)) copy[key] = value;
  return copy;
}

/** `Atomic`, `Patch`, `Field`, `Rule` or `Custom`, in any case. */
function namedStrategy(value: JsonValue | undefined, path: string): Granularity | PolicyProblem | undefined {
  if (value === undefined || value === null) return undefined;
  const found = typeof value === 'string' ? strategyNames.get(value.toLowerCase()) : undefined;
  return found ?? { path, message: 'must be one of Atomic, Patch, Field, Rule and Custom' };
}

const isProblem = (value: unknown): value is PolicyProblem => typeof value === 'object' && value !== null;

/** What GEP-713 says is meant where nothing is said, as far as the kind supports it. */
function firstOf(strategies: readonly MergeStrategy[], mode: 'override' | 'default'): Granularity | undefined {
  const found = strategies.find((strategy) => strategy.mode === mode);
  return found && found.mode !== 'none' ? found.granularity : undefined;
}

const supports = (strategies: readonly MergeStrategy[], mode: string, granularity: Granularity): boolean =>
  strategies.some(
    (strategy) => strategy.mode !== 'none' && strategy.mode === mode && strategy.granularity === granularity,
  );

class PartReader {
  readonly problems: PolicyProblem[] = [];
  readonly parts: PolicyPart[] = [];
  readonly #strategies: readonly MergeStrategy[];
  readonly #spec: JsonObject;

  constructor(spec: JsonObject, strategies: readonly MergeStrategy[]) {
    this.#spec = spec;
    this.#strategies = strategies;
  }

  /** Values under `override`, `default` and the like. */
  wrapped(present: readonly Wrapper[]): void {
    const names = [...targetFields, ...wrappers.map(({ field }) => field), 'strategy'];
    for (const field of Object.keys(without(this.#spec, names))) {
      const message = `stands beside ${present.map((wrapper) => wrapper.field).join(' and ')}: values belong in there`;
      this.problems.push({ path: `spec.${field}`, message });
    }
    const outer = this.#strategy(own(this.#spec, 'strategy'), 'spec.strategy');
    for (const wrapper of present) this.#wrapper(wrapper, outer, present.length > 1);
  }

  /** Values that stand in the spec itself. */
  bare(): void {
    const [first] = this.#strategies;
    const spec = without(this.#spec, targetFields);
    if (!first || first.mode === 'none') {
      this.parts.push({ mode: 'direct', granularity: 'atomic', spec, path: 'spec' });
      return;
    }
    const named = this.#strategy(own(spec, 'strategy'), 'spec.strategy');
    const mode = firstOf(this.#strategies, 'default') === undefined ? 'override' : 'default';
    this.#add({ field: '', mode, sideBySide: false }, without(spec, ['strategy']), named, 'spec');
  }

  #strategy(value: JsonValue | undefined, path: string): Granularity | undefined {
    const named = namedStrategy(value, path);
    if (!isProblem(named)) return named;
    this.problems.push(named);
    return undefined;
  }

  #wrapper(wrapper: Wrapper, outer: Granularity | undefined, several: boolean): void {
    const path = `spec.${wrapper.field}`;
    const value = own(this.#spec, wrapper.field);
    if (!isJsonObject(value)) {
      this.problems.push({ path, message: 'must be an object' });
      return;
    }
    const inner = wrapper.sideBySide ? undefined : this.#strategy(own(value, 'strategy'), `${path}.strategy`);
    const named = inner ?? outer;
    if (several && named !== undefined && named !== 'field') {
      const message = 'one policy can choose one strategy only, for defaults or for overrides';
      this.problems.push({ path, message });
    }
    const spec = wrapper.sideBySide ? value : without(value, ['strategy']);
    this.#add(wrapper, spec, named ?? (wrapper.sideBySide || several ? 'field' : undefined), path);
  }

  #add(
    { mode }: { readonly mode: 'override' | 'default'; readonly field: string; readonly sideBySide: boolean },
    spec: JsonObject,
    named: Granularity | undefined,
    path: string,
  ): void {
    const granularity = named ?? firstOf(this.#strategies, mode);
    if (granularity === undefined || !supports(this.#strategies, mode, granularity)) {
      const what = granularity === undefined ? `${mode}s` : `${mode}s of strategy ${granularity}`;
      this.problems.push({ path, message: `this kind has no ${what}` });
      return;
    }
    this.parts.push({ mode, granularity, spec, path });
  }
}

/** Takes a policy's spec apart into its parts, without looking at the values. */
export function readParts(spec: JsonObject, strategies: readonly MergeStrategy[]): PolicyReading {
  const reader = new PartReader(spec, strategies);
  const present = wrappers.filter(({ field }) => {
    const value = own(spec, field);
    return value !== undefined && value !== null;
  });
  const merges = strategies.some(({ mode }) => mode !== 'none');
  if (present.length > 0 && merges) reader.wrapped(present);
  else reader.bare();
  return reader.problems.length > 0
    ? { kind: 'invalid', problems: reader.problems }
    : { kind: 'read', parts: reader.parts, warnings: [] };
}
