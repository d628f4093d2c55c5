import type { EffectiveBackend } from '@routeward/core';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';

/** A backend as requests use it: its addresses and whose turn it is. */
export class BackendTarget {
  readonly backend: EffectiveBackend;
  readonly addresses: readonly UpstreamAddress[];
  #next: number;

  constructor(backend: EffectiveBackend, addresses: readonly UpstreamAddress[], turn: number) {
    this.backend = backend;
    this.addresses = addresses;
    this.#next = turn;
  }

  /** Where the next generation goes on, so that a swap does not send all first requests to the first address. */
  get turn(): number {
    return this.#next;
  }

  /** HTTP/1.1 without TLS. `ws` is the same; the others are not spoken yet. */
  get supported(): boolean {
    return this.backend.protocol === 'http' || this.backend.protocol === 'ws';
  }

  /** Round robin; where there is a choice, a retry does not get the address that has just failed. */
  pick(previous: UpstreamAddress | undefined): UpstreamAddress | undefined {
    const { addresses } = this;
    if (addresses.length === 0) return undefined;
    const picked = addresses[this.#next % addresses.length];
    this.#next = (this.#next + 1) % addresses.length;
    return picked === previous && addresses.length > 1 ? this.pick(previous) : picked;
  }
}
