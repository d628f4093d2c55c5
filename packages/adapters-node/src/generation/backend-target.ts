import type { EffectiveBackend } from '@routeward/core';
import type { BackendState } from '../balancing/backend-state.ts';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';

/** A backend as requests use it: its addresses and whose turn it is. */
export class BackendTarget {
  readonly backend: EffectiveBackend;
  /** What outlives the configuration; undefined for a backend without settings. */
  readonly state: BackendState | undefined;
  readonly addresses: readonly UpstreamAddress[];
  #next: number;

  constructor(
    backend: EffectiveBackend,
    state: BackendState | undefined,
    addresses: readonly UpstreamAddress[],
    turn: number,
  ) {
    this.backend = backend;
    this.state = state;
    this.addresses = addresses;
    this.#next = turn;
  }

  /** Where the next generation goes on, so that a swap does not send all first requests to the first address. */
  get turn(): number {
    return this.#next;
  }

  /** HTTP/1.1 without TLS. `ws` is the same; the others are not spoken yet. */
  get supported(): boolean {
    const { protocol, settings } = this.backend;
    // TLS to the backend that was asked for and is not there must not become plain text.
    return (protocol === 'http' || protocol === 'ws') && settings?.tls === undefined;
  }

  /**
   * As the backend's settings say, else round robin; where there is a choice, a retry does not get the address that has
   * just failed. `key` is what a consistent hash is taken of.
   */
  pick(previous: UpstreamAddress | undefined, key?: string): UpstreamAddress | undefined {
    if (this.state !== undefined) return this.state.pick(previous, key);
    const { addresses } = this;
    if (addresses.length === 0) return undefined;
    const picked = addresses[this.#next % addresses.length];
    this.#next = (this.#next + 1) % addresses.length;
    return picked === previous && addresses.length > 1 ? this.pick(previous) : picked;
  }

  /** The address of this name (`address:port`), unless it is left out for now. */
  named(name: string): UpstreamAddress | undefined {
    if (this.state !== undefined) return this.state.usable(name);
    return this.addresses.find(({ address, port }) => `${address}:${port}` === name);
  }
}
