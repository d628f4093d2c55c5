import { type CheckedBackend, checkBackend, type InvalidBackend } from '../references/backend-ref.ts';
import type { BackendObjectReference } from '../resources/object-ref.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { grantsTopic, resourceTopic, type Topic } from '../snapshot/topics.ts';
import { equalData } from '../text/equal-data.ts';
import { TopicIndex } from './topic-index.ts';

export type AskBackend = (from: ReferenceSource, ref: BackendObjectReference) => CheckedBackend | InvalidBackend;

/** The answer for one reference from one namespace, shared by all routes there that make it. */
interface Check {
  readonly id: string;
  readonly from: ReferenceSource;
  readonly ref: BackendObjectReference;
  readonly topics: readonly Topic[];
  readonly routes: Set<string>;
  answer: CheckedBackend | InvalidBackend;
}

function checkTopics(from: ReferenceSource, ref: BackendObjectReference): readonly Topic[] {
  const namespace = ref.namespace ?? from.namespace;
  const own = resourceTopic('Service', namespace, ref.name);
  return namespace === from.namespace ? [own] : [own, grantsTopic(namespace)];
}

/** True where a route's rules come out the same with either answer. */
function meansTheSame(a: Check['answer'], b: Check['answer']): boolean {
  if (a.kind === 'checked') return b.kind === 'checked' && a.key === b.key;
  return equalData(a, b);
}

/** Answers for backendRefs, looked up once for each namespace that asks and kept up to date. */
export class BackendChecks {
  readonly #snapshot: Snapshot;
  readonly #checks = new Map<string, Check>();
  readonly #byRoute = new Map<string, Set<Check>>();
  readonly #topics = new TopicIndex<Check>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /**
   * Runs a conversion on behalf of a route, and remembers what it asked in place of what it asked before. Whoever asks
   * for a route in another way, such as its policies, has a name of its own.
   */
  record<T>(route: string, convert: (ask: AskBackend) => T): T {
    const asked = new Set<Check>();
    const result = convert((from, ref) => {
      const check = this.#check(from, ref);
      asked.add(check);
      return check.answer;
    });
    this.#settle(route, asked);
    return result;
  }

  /** Forgets what a deleted route asked. */
  forget(route: string): void {
    this.#settle(route, new Set());
  }

  /** What a route was told, by key of the backend. */
  checkedOf(route: string): ReadonlyMap<string, CheckedBackend> {
    const checked = new Map<string, CheckedBackend>();
    for (const { answer } of this.#byRoute.get(route) ?? []) {
      if (answer.kind === 'checked') checked.set(answer.key, answer);
    }
    return checked;
  }

  /** Who refers to a Service, found or not; `Service/namespace/name`. */
  routesOf(service: string): ReadonlySet<string> {
    const routes = new Set<string>();
    for (const check of this.#topics.readersOf([service])) for (const route of check.routes) routes.add(route);
    return routes;
  }

  /**
   * Asks again what touched topics concern. `routes` get another answer; `backends` are those whose port or protocol
   * may be another one while the reference stays as good as it was.
   */
  recheck(touched: Iterable<Topic>): { routes: ReadonlySet<string>; backends: ReadonlyMap<string, CheckedBackend> } {
    const routes = new Set<string>();
    const backends = new Map<string, CheckedBackend>();
    for (const check of this.#topics.readersOf(touched)) {
      const answer = checkBackend(this.#snapshot, check.from, check.ref);
      const same = meansTheSame(check.answer, answer);
      check.answer = answer;
      if (answer.kind === 'checked') backends.set(answer.key, answer);
      if (!same) for (const route of check.routes) routes.add(route);
    }
    return { routes, backends };
  }

  #check(from: ReferenceSource, ref: BackendObjectReference): Check {
    const { group, kind, namespace = from.namespace, name, port } = ref;
    const id = [from.kind, from.namespace, group, kind, namespace, name, port].join('/');
    const known = this.#checks.get(id);
    if (known) return known;
    const answer = checkBackend(this.#snapshot, from, ref);
    const check: Check = { id, from, ref, topics: checkTopics(from, ref), routes: new Set(), answer };
    this.#checks.set(id, check);
    this.#topics.add(check, check.topics);
    return check;
  }

  #settle(route: string, asked: Set<Check>): void {
    for (const check of asked) check.routes.add(route);
    for (const check of this.#byRoute.get(route) ?? []) {
      if (!asked.has(check)) this.#release(check, route);
    }
    if (asked.size > 0) this.#byRoute.set(route, asked);
    else this.#byRoute.delete(route);
  }

  #release(check: Check, route: string): void {
    check.routes.delete(route);
    if (check.routes.size > 0) return;
    this.#checks.delete(check.id);
    this.#topics.delete(check, check.topics);
  }
}
