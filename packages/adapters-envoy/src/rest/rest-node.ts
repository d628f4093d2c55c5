import { emptySnapshot, partOf, type ResourceKind, snapshotChanges } from '../delivery/resource-kind.ts';
import { digestText } from '../digest.ts';
import type { EnvoyResource, EnvoySnapshot } from '../resource.ts';

/** Listeners and route configurations that one Envoy may ask for by themselves. */
const mostUsers = 1_000;

export interface RestTiming {
  /** Milliseconds that what has left the snapshot is still served. */
  readonly removalDelay: number;
  /** Milliseconds after which routes no longer wait for their clusters. */
  readonly patience: number;
}

/** An answer: resources and their version, the same for the same resources. */
export interface RestAnswer {
  readonly version: string;
  readonly resources: readonly EnvoyResource[];
}

/**
 * What one Envoy that polls is told. It asks for each type by itself, so the order is kept here: listeners and routes
 * stay as they were until it has taken the clusters and asked for the endpoints of the new ones.
 */
export class RestNode {
  readonly #timing: RestTiming;
  #target: EnvoySnapshot = emptySnapshot;
  /** The snapshot that listeners and routes are served from. */
  #staged: EnvoySnapshot = emptySnapshot;
  #changedAt = Number.NEGATIVE_INFINITY;
  /** Clusters whose endpoints have not been asked for since they came. */
  readonly #cold = new Set<string>();
  /** What has left the snapshot and is still served. */
  readonly #kept = new Map<string, { readonly kind: ResourceKind; readonly resource: EnvoyResource }>();
  /** When that ends. */
  #releaseAt: number | undefined;
  /** The versions of listeners and routes that the Envoy has, by what it asked for. */
  readonly #users = new Map<string, { readonly kind: ResourceKind; names: readonly string[]; accepted: string }>();
  readonly #refused = new Map<string, string>();

  constructor(timing: RestTiming) {
    this.#timing = timing;
  }

  update(target: EnvoySnapshot, now: number): void {
    if (target === this.#target) return;
    const before = this.#target;
    const changes = snapshotChanges(before, target);
    for (const kind of ['clusters', 'endpoints', 'secrets'] as const) {
      for (const name of changes[kind])
        this.#keep(kind, name, target[kind].has(name) ? undefined : before[kind].get(name));
    }
    for (const name of changes.clusters) if (target.clusters.get(name)?.body['type'] === 'EDS') this.#cold.add(name);
    for (const name of this.#cold) if (!target.clusters.has(name)) this.#cold.delete(name);
    this.#target = target;
    this.#changedAt = now;
    this.#releaseAt = undefined;
    if (before === emptySnapshot) this.#staged = target;
  }

  /** One that has come back is served as it is now. */
  #keep(kind: ResourceKind, name: string, gone: EnvoyResource | undefined): void {
    if (gone) this.#kept.set(`${kind} ${name}`, { kind, resource: gone });
    else this.#kept.delete(`${kind} ${name}`);
  }

  /** `accepted` is the version of the type that the Envoy has; no names ask for all there is. */
  answer(kind: ResourceKind, names: readonly string[], accepted: string, now: number): RestAnswer {
    if (kind === 'endpoints') for (const name of names) this.#cold.delete(name);
    if (kind === 'listeners' || kind === 'routes') this.#use(kind, names, accepted);
    const hasClusters = kind === 'clusters' && accepted === this.#answerOf('clusters', []).version;
    const isLate = now - this.#changedAt > this.#timing.patience;
    if ((hasClusters && this.#cold.size === 0) || isLate) this.#staged = this.#target;
    this.#release(now, isLate);
    return this.#answerOf(kind, names);
  }

  #use(kind: ResourceKind, names: readonly string[], accepted: string): void {
    const key = `${kind} ${names.join(' ')}`;
    if (this.#users.size < mostUsers || this.#users.has(key)) this.#users.set(key, { kind, names, accepted });
  }

  /** Ends what is kept some time after nothing that the Envoy has names it. */
  #release(now: number, isLate: boolean): void {
    if (this.#kept.size === 0 || this.#staged !== this.#target) return;
    const isCurrent = [...this.#users.values()].every(
      ({ kind, names, accepted }) => accepted === this.#answerOf(kind, names).version,
    );
    if (!isCurrent && !isLate) return;
    this.#releaseAt ??= now + this.#timing.removalDelay;
    if (this.#releaseAt <= now) this.#kept.clear();
  }

  /** Whether a version has been refused before: it is told twice at most, since an Envoy may refuse an older one. */
  refuses(kind: ResourceKind, names: readonly string[], version: string): boolean {
    const key = `${kind} ${names.join(' ')}`;
    if (this.#refused.get(key) === version) return true;
    this.#refused.set(key, version);
    return false;
  }

  #answerOf(kind: ResourceKind, names: readonly string[]): RestAnswer {
    const source = kind === 'listeners' || kind === 'routes' ? this.#staged : this.#target;
    const resources = names.length === 0 ? this.#all(kind, source) : this.#pick(kind, source, names);
    const version = digestText(resources.map(({ name, version: own }) => `${name} ${own}`).join('\n'));
    return { version, resources };
  }

  #all(kind: ResourceKind, source: EnvoySnapshot): EnvoyResource[] {
    const kept = [...this.#kept.values()].filter((item) => item.kind === kind).map(({ resource }) => resource);
    return [...partOf(source, kind).values(), ...kept];
  }

  #pick(kind: ResourceKind, source: EnvoySnapshot, names: readonly string[]): EnvoyResource[] {
    return names
      .map((name) => partOf(source, kind).get(name) ?? this.#kept.get(`${kind} ${name}`)?.resource)
      .filter((resource) => resource !== undefined);
  }
}
