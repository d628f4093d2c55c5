import type { EnvoyNode } from '../ads/discovery-request.ts';
import type { EnvoyResources, EnvoySnapshot } from '../resource.ts';

/** Which snapshot an Envoy gets, by key; undefined where it gets none and is turned away. */
export type AssignSnapshot = (node: EnvoyNode, has: (key: string) => boolean) => string | undefined;

/** The key of the snapshot for every Envoy that has none of its own. */
export const sharedSnapshot = '';

/** Its own by id, else that of its cluster (which may be named as a Gateway, `namespace/name`), else the shared one. */
export const assignByNode: AssignSnapshot = ({ id, cluster }, has) =>
  [id, cluster, sharedSnapshot].find((key) => has(key));

/** Sets of clusters that are remembered for each key: a client that comes back may have any of them. */
const mostPast = 16;

/** Clusters, with the versions of all snapshots that had just these. */
interface PastClusters {
  readonly clusters: EnvoyResources;
  readonly versions: Set<string>;
}

type Watcher = (snapshot: EnvoySnapshot) => void;

/** The snapshots that are in force, by key, and who follows them. */
export class SnapshotStore {
  readonly #snapshots = new Map<string, EnvoySnapshot>();
  readonly #past = new Map<string, readonly PastClusters[]>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #assign: AssignSnapshot;

  /** `assignByNode` unless another way is given. */
  constructor(assign: AssignSnapshot = assignByNode) {
    this.#assign = assign;
  }

  /** Puts a snapshot in force: whoever follows the key is told at once. */
  set(snapshot: EnvoySnapshot, key: string = sharedSnapshot): void {
    const before = this.#snapshots.get(key);
    if (before === snapshot) return;
    this.#remember(key, before, snapshot);
    this.#snapshots.set(key, snapshot);
    for (const watcher of [...(this.#watchers.get(key) ?? [])]) watcher(snapshot);
  }

  /** Those that follow the key keep what they have; new ones are assigned anew. */
  delete(key: string): void {
    this.#snapshots.delete(key);
    this.#past.delete(key);
  }

  get(key: string = sharedSnapshot): EnvoySnapshot | undefined {
    return this.#snapshots.get(key);
  }

  #remember(key: string, before: EnvoySnapshot | undefined, { version, clusters }: EnvoySnapshot): void {
    const past = this.#past.get(key) ?? [];
    const [last] = past;
    if (last && before && !changesClusters(before.clusters, clusters)) last.versions.add(version);
    else this.#past.set(key, [{ clusters, versions: new Set([version]) }, ...past].slice(0, mostPast));
  }

  /** The clusters of one of the last snapshots, by its version. */
  pastClusters(key: string, version: string): EnvoyResources | undefined {
    return this.#past.get(key)?.find(({ versions }) => versions.has(version))?.clusters;
  }

  keyOf(node: EnvoyNode): string | undefined {
    return this.#assign(node, (key) => this.#snapshots.has(key));
  }

  /** Calls back at each change from now on; the answer ends that. */
  watch(key: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(key);
    };
  }
}

function changesClusters(before: EnvoyResources, after: EnvoyResources): boolean {
  if (before.size !== after.size) return true;
  for (const [name, { version }] of after) if (before.get(name)?.version !== version) return true;
  return false;
}
