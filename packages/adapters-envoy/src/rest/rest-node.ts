import { emptySnapshot, type ResourceKind, snapshotChanges } from '../delivery/resource-kind.ts';
import { digestText } from '../digest.ts';
import type { EnvoyResource, EnvoySnapshot } from '../resource.ts';

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
  /** What has left the snapshot, with the time until which it is served. */
  readonly #kept = new Map<string, { readonly kind: ResourceKind; readonly resource: EnvoyResource; until: number }>();
  readonly #refused = new Map<string, string>();

  constructor(timing: RestTiming) {
    this.#timing = timing;
  }

  update(target: EnvoySnapshot, now: number): void {
    if (target === this.#target) return;
    const before = this.#target;
    const changes = snapshotChanges(before, target);
    for (const kind of ['clusters', 'endpoints', 'secrets'] as const) {
      for (const name of changes[kind]) this.#keep(kind, before[kind].get(name), target[kind].has(name), now);
    }
    for (const name of changes.clusters) if (target.clusters.get(name)?.body['type'] === 'EDS') this.#cold.add(name);
    for (const name of this.#cold) if (!target.clusters.has(name)) this.#cold.delete(name);
    this.#target = target;
    this.#changedAt = now;
    if (before === emptySnapshot) this.#staged = target;
  }

  #keep(kind: ResourceKind, resource: EnvoyResource | undefined, stays: boolean, now: number): void {
    if (!resource) return;
    const key = `${kind} ${resource.name}`;
    if (stays) this.#kept.delete(key);
    else this.#kept.set(key, { kind, resource, until: now + this.#timing.removalDelay });
  }

  /** `accepted` is the version of the type that the Envoy has; no names ask for all there is. */
  answer(kind: ResourceKind, names: readonly string[], accepted: string, now: number): RestAnswer {
    if (kind === 'endpoints') for (const name of names) this.#cold.delete(name);
    if (kind === 'clusters' && accepted === this.#answerOf('clusters', [], now).version) this.#stage();
    if (now - this.#changedAt > this.#timing.patience) this.#staged = this.#target;
    return this.#answerOf(kind, names, now);
  }

  /** Whether a version has been refused before: it is told twice at most, since an Envoy may refuse an older one. */
  refuses(kind: ResourceKind, names: readonly string[], version: string): boolean {
    const key = `${kind} ${names.join(' ')}`;
    if (this.#refused.get(key) === version) return true;
    this.#refused.set(key, version);
    return false;
  }

  #stage(): void {
    if (this.#cold.size === 0) this.#staged = this.#target;
  }

  #answerOf(kind: ResourceKind, names: readonly string[], now: number): RestAnswer {
    const source = kind === 'listeners' || kind === 'routes' ? this.#staged : this.#target;
    const found = new Map(source[kind]);
    for (const [key, { kind: keptKind, resource, until }] of this.#kept) {
      // Time runs from when traffic went elsewhere, not from when the change came.
      if (this.#staged === this.#target && until <= now) this.#kept.delete(key);
      else if (keptKind === kind) found.set(resource.name, resource);
    }
    const resources = names.length === 0 ? [...found.values()] : pick(found, names);
    const version = digestText(resources.map(({ name, version: own }) => `${name} ${own}`).join('\n'));
    return { version, resources };
  }
}

const pick = (found: ReadonlyMap<string, EnvoyResource>, names: readonly string[]): EnvoyResource[] =>
  names.map((name) => found.get(name)).filter((resource) => resource !== undefined);
