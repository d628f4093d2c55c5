import type { Duplex } from 'node:stream';

/** Two sockets that carry each other's bytes until either ends. */
export class Tunnel {
  readonly #client: Duplex;
  readonly #backend: Duplex;
  readonly #onClosed: () => void;
  #timer: NodeJS.Timeout | undefined;
  #open = true;

  constructor(client: Duplex, backend: Duplex, idleTime: number, onClosed: () => void) {
    this.#client = client;
    this.#backend = backend;
    this.#onClosed = onClosed;
    this.#carry(client, backend);
    this.#carry(backend, client);
    if (idleTime > 0) this.#timer = setTimeout(() => this.destroy(), idleTime);
  }

  destroy(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#client.destroy();
    this.#backend.destroy();
    this.#onClosed();
  }

  #carry(from: Duplex, to: Duplex): void {
    from.on('data', (chunk: Buffer) => {
      this.#timer?.refresh();
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    // A clean end is passed on as one; what was written before still arrives.
    from.on('end', () => to.end());
    from.on('error', () => this.destroy());
    from.on('close', () => this.destroy());
    from.resume();
  }
}
