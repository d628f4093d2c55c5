import type { ServerResponse } from 'node:http';
import type { Coding } from './accepted-coding.ts';
import { createEncoder, type Encoder } from './encoder.ts';

/** An answer's body on its way through an encoder, at the pace of whoever is slower. */
export class EncodedBody {
  readonly #encoder: Encoder;
  readonly #flushes: boolean;
  #flushing: NodeJS.Immediate | undefined;
  #waits = false;

  /** `flushes`: nobody knows when more comes, so each piece goes out at once. */
  constructor(coding: Coding, response: ServerResponse, flushes: boolean) {
    const encoder = createEncoder(coding);
    this.#encoder = encoder;
    this.#flushes = flushes;
    encoder.pipe(response, { end: false });
    encoder.on('error', () => response.destroy());
    response.once('close', () => {
      clearImmediate(this.#flushing);
      encoder.destroy();
    });
  }

  /** False: wait for the call of `onDrain` before the next. */
  write(chunk: Buffer, onDrain: () => void): boolean {
    const encoder = this.#encoder;
    if (encoder.destroyed) return true;
    const free = encoder.write(chunk);
    if (this.#flushes) this.#flushSoon();
    if (!free && !this.#waits) {
      this.#waits = true;
      encoder.once('drain', () => {
        this.#waits = false;
        onDrain();
      });
    }
    return free;
  }

  /** `onEnd` is called when every byte has been handed to the response. */
  end(onEnd: () => void): void {
    clearImmediate(this.#flushing);
    this.#encoder.once('end', onEnd);
    this.#encoder.end();
  }

  /** What comes in one turn goes out together. */
  #flushSoon(): void {
    this.#flushing ??= setImmediate(() => {
      this.#flushing = undefined;
      if (!this.#encoder.destroyed && !this.#encoder.writableEnded) this.#encoder.flush();
    });
  }
}
