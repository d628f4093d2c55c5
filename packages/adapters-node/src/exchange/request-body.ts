import type { IncomingMessage } from 'node:http';
import { forwardableTrailers } from '../headers/hop-by-hop.ts';
import type { BodyLength, UpstreamCall } from '../upstream/upstream-client.ts';

/** Gets a copy of the body as it streams; never slows the client down. */
export interface BodyCopy {
  write(chunk: Buffer): void;
  end(): void;
}

/** The client's body on its way to a backend: streamed, and kept as long as it may have to be sent again. */
export class RequestBody {
  readonly #request: IncomingMessage;
  readonly #empty: boolean;
  #keepBytes = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #lost = false;
  #ended: boolean;
  #reading = false;
  #call: UpstreamCall | undefined;
  #copies: BodyCopy[] | undefined;
  #aheadBytes = 0;
  #onAhead: ((start: Buffer) => void) | undefined;

  constructor(request: IncomingMessage, length: BodyLength) {
    this.#request = request;
    this.#empty = length === 'none' || length === 0;
    this.#ended = this.#empty;
  }

  /** How many bytes to keep for another try; set before the first. None unless set. */
  keepUpTo(bytes: number): void {
    this.#keepBytes = bytes;
  }

  /** All of it was read from the client. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Another backend can still get all of it. */
  get repeatable(): boolean {
    return this.#empty || (!this.#lost && (this.#keepBytes > 0 || !this.#reading));
  }

  addCopy(copy: BodyCopy): void {
    this.#copies ??= [];
    this.#copies.push(copy);
    for (const chunk of this.#kept) copy.write(chunk);
    if (this.#ended && !this.#empty) copy.end();
  }

  /** Reads up to so many bytes before any call wants them; all that was read is still sent. */
  readAhead(bytes: number): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#aheadBytes = bytes;
      this.#onAhead = resolve;
      if (this.#ended || this.#keptBytes >= bytes) this.#endAhead();
      else if (this.#reading) this.#request.resume();
      else this.#read();
    });
  }

  /** Sends what was kept, then what still comes. */
  sendTo(call: UpstreamCall): void {
    this.#call = call;
    for (const chunk of this.#kept) call.write(chunk);
    // What was read ahead may be more than is kept for another try.
    if (this.#keptBytes > this.#keepBytes) this.#lose();
    if (this.#ended) this.#finish();
    else if (this.#reading) this.#request.resume();
    else this.#read();
  }

  /** The call is over or given up; the body waits for another, or is discarded by whoever ends the exchange. */
  detach(): void {
    this.#call = undefined;
    if (this.#reading && !this.#ended) this.#request.pause();
  }

  /** Reads on without keeping anything, so that the connection can serve again or close without a reset. */
  discard(): void {
    this.#call = undefined;
    this.#onAhead = undefined;
    this.#lose();
    if (!this.#reading) this.#read();
    this.#request.resume();
  }

  onDrain(): void {
    if (!this.#ended) this.#request.resume();
  }

  #read(): void {
    this.#reading = true;
    const request = this.#request;
    request.on('data', (chunk: Buffer) => this.#onData(chunk));
    request.on('end', () => this.#onEnd());
  }

  #onData(chunk: Buffer): void {
    if (this.#onAhead !== undefined) {
      this.#takeAhead(chunk);
      return;
    }
    this.#keep(chunk);
    if (this.#copies !== undefined) for (const copy of this.#copies) copy.write(chunk);
    if (this.#call !== undefined && !this.#call.write(chunk)) this.#request.pause();
  }

  #onEnd(): void {
    this.#ended = true;
    this.#endAhead();
    if (this.#copies !== undefined) for (const copy of this.#copies) copy.end();
    this.#finish();
  }

  #finish(): void {
    const call = this.#call;
    if (call === undefined) return;
    const trailers = this.#request.rawTrailers;
    call.end(trailers.length === 0 ? undefined : forwardableTrailers(trailers));
  }

  #takeAhead(chunk: Buffer): void {
    this.#kept.push(chunk);
    this.#keptBytes += chunk.length;
    if (this.#keptBytes < this.#aheadBytes) return;
    this.#request.pause();
    this.#endAhead();
  }

  #endAhead(): void {
    const done = this.#onAhead;
    this.#onAhead = undefined;
    done?.(Buffer.concat(this.#kept).subarray(0, this.#aheadBytes));
  }

  #keep(chunk: Buffer): void {
    if (this.#lost) return;
    this.#keptBytes += chunk.length;
    if (this.#keptBytes > this.#keepBytes) this.#lose();
    else this.#kept.push(chunk);
  }

  #lose(): void {
    this.#lost = true;
    this.#kept = [];
  }
}
