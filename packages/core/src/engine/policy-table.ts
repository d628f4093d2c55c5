import { objectOfPoint } from '../policy/attachment-point.ts';
import type { PathStep } from '../policy/hierarchy.ts';
import { evaluatePolicy, type PolicyEntry } from '../policy/policy-entry.ts';
import type { PolicyKind } from '../policy/policy-kind.ts';
import type { PolicyKinds } from '../policy/policy-kinds.ts';
import type { PolicyLevel, PolicyPoints } from '../policy/policy-level.ts';
import { conflictAt, toLevel } from '../policy/to-level.ts';
import type { PolicyResource } from '../resources/policy-resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Topic } from '../snapshot/topics.ts';
import { equalData } from '../text/equal-data.ts';
import { TopicIndex } from './topic-index.ts';

const none: ReadonlySet<string> = new Set();

/** What a change did to policies. */
export interface PolicyChanges {
  /** Points where something else is attached now. */
  readonly points: ReadonlySet<string>;
  /** Keys of policies that were evaluated again, or are gone. */
  readonly policies: ReadonlySet<string>;
}

/** All policies of known kinds, by what they are attached to, and kept up to date. */
export class PolicyTable implements PolicyPoints {
  readonly #snapshot: Snapshot;
  readonly #kinds: PolicyKinds;
  readonly #entries = new Map<string, PolicyEntry>();
  readonly #topics = new TopicIndex<string>();
  /** Entries by point, then by kind. */
  readonly #attached = new Map<string, Map<string, Map<string, PolicyEntry>>>();
  /** Another object after each change. */
  #state: object = {};
  readonly #levels = new Map<string, ReadonlyMap<string, PolicyLevel>>();
  readonly #sections = new Map<string, Set<string>>();

  constructor(snapshot: Snapshot, kinds: PolicyKinds) {
    this.#snapshot = snapshot;
    this.#kinds = kinds;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  at(step: PathStep): ReadonlyMap<string, PolicyLevel> | undefined {
    // Looking a long key up costs many times as much, and all routes below a Gateway share its steps.
    if (step.found?.state !== this.#state) step.found = { state: this.#state, levels: this.#levels.get(step.key) };
    return step.found.levels;
  }

  sectionsOf(object: string): ReadonlySet<string> {
    return this.#sections.get(object) ?? none;
  }

  kind(name: string): PolicyKind | undefined {
    return this.#kinds.get(name);
  }

  entry(key: string): PolicyEntry | undefined {
    return this.#entries.get(key);
  }

  entries(): Iterable<PolicyEntry> {
    return this.#entries.values();
  }

  /** Who keeps a policy without effect at a point: another one of a kind that can't be merged. */
  conflictAt(point: string, entry: PolicyEntry): string | undefined {
    const entries = this.#attached.get(point)?.get(entry.kind.kind)?.values() ?? [];
    return conflictAt([...entries], entry)?.key;
  }

  /** Policies that are attached to a point, those without effect too. */
  *policiesAt(point: string): Generator<string> {
    for (const entries of this.#attached.get(point)?.values() ?? []) yield* entries.keys();
  }

  /** `keys` are of policies that changed, or whose kind did; `touched` what else changed. */
  update(keys: Iterable<string>, touched: Iterable<Topic>): PolicyChanges {
    const changed = new Set(keys);
    const stale = new Set([...changed, ...this.#topics.readersOf(touched)]);
    const points = new Set<string>();
    for (const key of stale) this.#replace(key, changed.has(key), points);
    for (const point of points) this.#relevel(point);
    if (points.size > 0) this.#state = {};
    return { points, policies: stale };
  }

  #replace(key: string, changed: boolean, points: Set<string>): void {
    const before = this.#entries.get(key);
    const resource = this.#snapshot.get(key);
    const after = isPolicyResource(resource) ? this.#evaluate(resource) : undefined;
    if (before) {
      this.#topics.delete(key, before.topics);
      this.#entries.delete(key);
    }
    if (after) {
      this.#topics.add(key, after.topics);
      this.#entries.set(key, after);
    }
    // The name of a Service's port may stand for another port now, which its policies can't tell.
    const ports = before?.points.some((point) => point.startsWith('Service/')) ?? false;
    if (!changed && !ports && equalData(before?.points, after?.points)) {
      for (const point of after?.points ?? []) if (after) this.#set(point, after);
      return;
    }
    for (const point of before?.points ?? []) {
      this.#unset(point, before);
      points.add(point);
    }
    for (const point of after?.points ?? []) {
      if (after) this.#set(point, after);
      points.add(point);
    }
  }

  #evaluate(resource: PolicyResource): PolicyEntry | undefined {
    const kind = this.#kinds.find(resource.apiVersion, resource.kind);
    return kind && evaluatePolicy(this.#snapshot, kind, resource);
  }

  #set(point: string, entry: PolicyEntry): void {
    const kinds = this.#attached.get(point) ?? new Map<string, Map<string, PolicyEntry>>();
    this.#attached.set(point, kinds);
    const entries = kinds.get(entry.kind.kind) ?? new Map<string, PolicyEntry>();
    kinds.set(entry.kind.kind, entries);
    entries.set(entry.key, entry);
  }

  #unset(point: string, entry: PolicyEntry | undefined): void {
    if (!entry) return;
    const kinds = this.#attached.get(point);
    const entries = kinds?.get(entry.kind.kind);
    entries?.delete(entry.key);
    if (entries?.size === 0) kinds?.delete(entry.kind.kind);
    if (kinds?.size === 0) this.#attached.delete(point);
  }

  /** Levels of kinds that nothing changed in stay the same objects. */
  #relevel(point: string): void {
    const kinds = this.#attached.get(point);
    const known = this.#levels.get(point);
    const object = objectOfPoint(point);
    if (!kinds) {
      this.#levels.delete(point);
      this.#section(object, point, false);
      return;
    }
    const levels = [...kinds].map(([kind, entries]) => [kind, toLevel(point, kind, entries.values())] as const);
    this.#levels.set(point, new Map(levels.map(([kind, level]) => [kind, keep(known?.get(kind), level)] as const)));
    this.#section(object, point, true);
  }

  #section(object: string, point: string, present: boolean): void {
    if (object === point) return;
    const sections = this.#sections.get(object) ?? new Set<string>();
    if (present) sections.add(point);
    else sections.delete(point);
    if (sections.size > 0) this.#sections.set(object, sections);
    else this.#sections.delete(object);
  }
}

const isPolicyResource = (resource: { readonly kind: string } | undefined): resource is PolicyResource =>
  resource?.kind.endsWith('Policy') === true;

function keep(known: PolicyLevel | undefined, fresh: PolicyLevel): PolicyLevel {
  return known && equalData(known, fresh) ? known : fresh;
}
