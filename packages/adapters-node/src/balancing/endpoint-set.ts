import type { ConnectionPool, UpstreamAddress } from '../upstream/upstream-client.ts';
import { EndpointState } from './endpoint-state.ts';

export type ZonedAddress = UpstreamAddress & { readonly zone?: string };

/** The endpoints of one backend, and which of them may get traffic. */
export class EndpointSet {
  readonly #pool: ConnectionPool;
  readonly #zone: string | undefined;
  #all: readonly EndpointState[] = [];
  #usable: readonly EndpointState[] | undefined;
  /** When the first ejection ends. */
  #nextReturn = Number.POSITIVE_INFINITY;

  /** `zone`: where endpoints are preferred; undefined for no preference. */
  constructor(pool: ConnectionPool, zone: string | undefined) {
    this.#pool = pool;
    this.#zone = zone;
  }

  get all(): readonly EndpointState[] {
    return this.#all;
  }

  /** Takes over a new list; what is known of the endpoints that stay is kept. */
  update(addresses: readonly ZonedAddress[], now: number): void {
    const known = new Map(this.#all.map((endpoint) => [`${endpoint.name} ${endpoint.zone ?? ''}`, endpoint]));
    const since = this.#all.length === 0 ? Number.NEGATIVE_INFINITY : now;
    this.#all = addresses.map(
      (address) =>
        known.get(`${address.address}:${address.port} ${address.zone ?? ''}`) ??
        new EndpointState(address, this.#pool, since),
    );
    this.changed();
  }

  /** Health or ejection of an endpoint has changed. */
  changed(): void {
    this.#usable = undefined;
  }

  /**
   * Those that are well and not ejected; all where none is: to try a bad endpoint is better than to answer 503 for a
   * backend that may only be misjudged. Of these, those of the own zone where there are some.
   */
  usable(now: number): readonly EndpointState[] {
    if (this.#usable === undefined || now >= this.#nextReturn) this.#usable = this.#choose(now);
    return this.#usable;
  }

  #choose(now: number): readonly EndpointState[] {
    this.#nextReturn = Number.POSITIVE_INFINITY;
    for (const endpoint of this.#all) this.#takeBack(endpoint, now);
    const well = this.#all.filter(({ healthy, ejectedUntil }) => healthy && ejectedUntil === 0);
    const some = well.length > 0 ? well : this.#all;
    const near = this.#zone === undefined ? [] : some.filter(({ zone }) => zone === this.#zone);
    return near.length > 0 ? near : some;
  }

  #takeBack(endpoint: EndpointState, now: number): void {
    if (endpoint.ejectedUntil === 0) return;
    if (endpoint.ejectedUntil > now) {
      this.#nextReturn = Math.min(this.#nextReturn, endpoint.ejectedUntil);
      return;
    }
    endpoint.ejectedUntil = 0;
    endpoint.since = now;
  }
}
