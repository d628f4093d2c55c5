import type { BenchRequest } from '../cases/requests.ts';

interface Slot {
  host: string;
  target: string;
  method: string;
  rawHeaders: readonly string[];
}

/**
 * Requests whose host and path are new strings each time, as a parser makes them from bytes. The same string again would
 * be internalised and carry its hash: what a server never sees, and what most router benchmarks measure.
 */
export class FreshRequests {
  readonly slots: Slot[];
  readonly #requests: readonly BenchRequest[];
  readonly #bytes: readonly { readonly host: Buffer; readonly target: Buffer }[];
  #next = 0;

  constructor(requests: readonly BenchRequest[], batch: number) {
    this.#requests = requests;
    this.#bytes = requests.map(({ host, target }) => ({ host: Buffer.from(host), target: Buffer.from(target) }));
    this.slots = Array.from({ length: batch }, () => ({ host: '', target: '', method: '', rawHeaders: [] }));
  }

  /** Fills all slots with the requests that come next. */
  refresh(): void {
    for (const slot of this.slots) {
      const at = this.#next++ % this.#requests.length;
      const request = this.#requests[at];
      const bytes = this.#bytes[at];
      if (!request || !bytes) return;
      slot.host = bytes.host.toString('latin1');
      slot.target = bytes.target.toString('latin1');
      slot.method = request.method;
      slot.rawHeaders = request.rawHeaders;
    }
  }
}
