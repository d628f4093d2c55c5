import { deepFreeze } from '../effective/deep-freeze.ts';
import { digestOnce } from '../effective/version.ts';
import type { EffectiveBackend } from '../ir/backend.ts';
import type { BackendSettings } from '../ir/backend-settings.ts';
import { buildBackend, type CheckedBackend } from '../references/backend-ref.ts';
import type { EndpointOptions } from '../references/endpoints.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { endpointsTopic, type Topic } from '../snapshot/topics.ts';
import type { Finding } from '../validation/finding.ts';
import { SortedTable } from './sorted-table.ts';
import { TopicIndex } from './topic-index.ts';

/** What a backend is used with. */
export interface BackendUse {
  /** Key of what is checked: `Service/namespace/name/port`. */
  readonly base: string;
  readonly settings?: BackendSettings;
}

interface UsedBackend extends BackendUse {
  readonly topics: readonly Topic[];
  checked: CheckedBackend;
  findings: readonly Finding[];
  routes: number;
}

/** The backends that served rules use: one entry each, for as long as a route uses it. */
export class UsedBackends {
  readonly #snapshot: Snapshot;
  readonly #options: EndpointOptions;
  readonly #used = new Map<string, UsedBackend>();
  readonly #built = new SortedTable<EffectiveBackend>();
  readonly #topics = new TopicIndex<string>();
  /** Keys by what is checked. */
  readonly #uses = new TopicIndex<string>();

  constructor(snapshot: Snapshot, options: EndpointOptions) {
    this.#snapshot = snapshot;
    this.#options = options;
  }

  /** `key` differs from the checked one where a backend is used with settings. */
  acquire(key: string, checked: CheckedBackend, settings?: BackendSettings): void {
    const { ref } = checked;
    const known = this.#used.get(key);
    if (known) {
      known.routes += 1;
      return;
    }
    const topics = [endpointsTopic(ref.namespace, ref.name)];
    const base = checked.key;
    this.#used.set(key, { base, ...(settings && { settings }), topics, checked, findings: [], routes: 1 });
    this.#topics.add(key, topics);
    this.#uses.add(key, [base]);
    this.#build(key);
  }

  release(key: string): void {
    const used = this.#used.get(key);
    if (!used) return;
    used.routes -= 1;
    if (used.routes > 0) return;
    this.#used.delete(key);
    this.#built.delete(key);
    this.#topics.delete(key, used.topics);
    this.#uses.delete(key, [used.base]);
  }

  /** Builds again what touched topics and changed Services concern. */
  refresh(touched: Iterable<Topic>, changed: ReadonlyMap<string, CheckedBackend>): void {
    const stale = new Set(this.#topics.readersOf(touched));
    for (const [base, checked] of changed) {
      for (const key of this.#uses.readersOf([base])) {
        const used = this.#used.get(key);
        if (used) used.checked = checked;
        stale.add(key);
      }
    }
    for (const key of stale) this.#build(key);
  }

  /** Sorted by key; the same list while nothing changed. */
  list(): readonly EffectiveBackend[] {
    return this.#built.list();
  }

  /** One finding about a slice comes from each port of its Service that is used; it is told once. */
  findings(): readonly Finding[] {
    const found = [...this.#used.values()].flatMap(({ findings }) => findings);
    const byPlace = found.map(
      (finding) => [`${finding.resource} ${finding.path} ${finding.message}`, finding] as const,
    );
    return [...new Map(byPlace).values()];
  }

  #build(key: string): void {
    const used = this.#used.get(key);
    if (!used) return;
    const { backend, findings } = buildBackend(this.#snapshot, used.checked, this.#options);
    used.findings = findings;
    const known = this.#built.get(key);
    const { settings } = used;
    const { ref, protocol, endpoints } = backend;
    const fresh = deepFreeze({ key, ref, protocol, ...(settings && { settings }), endpoints });
    if (!known || digestOnce(known) !== digestOnce(fresh)) this.#built.set(key, fresh);
  }
}
