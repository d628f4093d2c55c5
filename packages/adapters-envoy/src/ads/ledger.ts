import type { EnvoyResource, EnvoyResources } from '../resource.ts';

/** A resource of which the client has named a version, and whose body may be gone. */
export interface UnknownResource {
  readonly version: string;
  readonly body: undefined;
}

/** What a client has of a resource. */
export type Held = EnvoyResource | UnknownResource;

/** Undefined: it is known that there is none. `hidden`: nothing is known, whatever the base has. */
type Entry = Held | undefined | 'hidden';

const nothing: EnvoyResources = new Map();

/**
 * Resources by name. Thousands of streams know the same thousands of resources: a ledger shares the snapshot's own map
 * and keeps only what differs from it.
 */
export class Ledger {
  readonly #covers: (name: string) => boolean;
  #base: EnvoyResources = nothing;
  #own = new Map<string, Entry>();

  /** `covers` says which names of a shared map belong to this ledger. */
  constructor(covers: (name: string) => boolean) {
    this.#covers = covers;
  }

  get(name: string): Held | undefined {
    const own = this.#own.get(name);
    if (own !== undefined) return own === 'hidden' ? undefined : own;
    return this.#own.has(name) || !this.#covers(name) ? undefined : this.#base.get(name);
  }

  /** Also true for what is known not to be there. */
  has(name: string): boolean {
    if (this.#own.has(name)) return this.#own.get(name) !== 'hidden';
    return this.#base.has(name) && this.#covers(name);
  }

  set(name: string, held: Held | undefined): void {
    this.#own.set(name, held);
  }

  delete(name: string): void {
    if (this.#base.has(name)) this.#own.set(name, 'hidden');
    else this.#own.delete(name);
  }

  /** Those of the shared map first, in its order, so that ledgers with the same content list it in the same way. */
  *names(): Generator<string> {
    for (const name of this.#base.keys()) if (this.has(name)) yield name;
    for (const name of this.#own.keys()) if (!this.#base.has(name) && this.has(name)) yield name;
  }

  *held(): Generator<readonly [name: string, held: Held]> {
    for (const name of this.names()) {
      const held = this.get(name);
      if (held) yield [name, held];
    }
  }

  /** Takes a map that holds, of the names covered, just what this ledger does; what is known not to be there stays. */
  share(base: EnvoyResources): void {
    const absent = [...this.#own].filter(([name, entry]) => entry === undefined && !base.has(name));
    this.#base = base;
    this.#own = new Map(absent);
  }

  /** Whether there is anything besides the shared map. */
  isShared(base: EnvoyResources): boolean {
    return this.#base === base && this.#own.size === 0;
  }
}
