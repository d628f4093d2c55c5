import type { EnvoyNode } from '../ads/discovery-request.ts';
import type { EnvoySnapshot } from '../resource.ts';
import { ToldHistory } from './told-history.ts';

/** Which snapshot an Envoy gets, by key; undefined where it gets none and is turned away. */
export type AssignSnapshot = (node: EnvoyNode, has: (key: string) => boolean) => string | undefined;

/** The key of the snapshot for every Envoy that has none of its own. */
export const sharedSnapshot = '';

/** Its own by id, else that of its cluster (which may be named as a Gateway, `namespace/name`), else the shared one. */
export const assignByNode: AssignSnapshot = ({ id, cluster }, has) =>
  [id, cluster, sharedSnapshot].find((key) => has(key));

type Watcher = (snapshot: EnvoySnapshot) => void;

/** The snapshots that are in force, by key, and who follows them. */
export class SnapshotStore {
  /** Which clusters clients of the state-of-the-world protocol were told; outlives a server that is started anew. */
  readonly toldClusters: ToldHistory = new ToldHistory();
  readonly #snapshots = new Map<string, EnvoySnapshot>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #assign: AssignSnapshot;

  /** `assignByNode` unless another way is given. */
  constructor(assign: AssignSnapshot = assignByNode) {
    this.#assign = assign;
  }

  /** Puts a snapshot in force: whoever follows the key is told at once. */
  set(snapshot: EnvoySnapshot, key: string = sharedSnapshot): void {
    if (this.#snapshots.get(key) === snapshot) return;
    this.#snapshots.set(key, snapshot);
    for (const watcher of [...(this.#watchers.get(key) ?? [])]) watcher(snapshot);
  }

  /** Those that follow the key keep what they have; new ones are assigned anew. */
  delete(key: string): void {
    this.#snapshots.delete(key);
  }

  get(key: string = sharedSnapshot): EnvoySnapshot | undefined {
    return this.#snapshots.get(key);
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
