import { ChunkedDecoder, type ChunkedSink } from './chunked-decoder.ts';
import { type ParsedHead, parseResponseHead } from './response-head.ts';

export interface ResponseLimits {
  /** Bytes of one response head. */
  readonly headBytes: number;
  /** Fields of one response head. */
  readonly fields: number;
}

/** What the parser reports; after `onComplete` it expects nothing until the next `begin`. */
export interface ResponseSink {
  onInterim(head: ParsedHead): void;
  onHead(head: ParsedHead): void;
  onBody(chunk: Buffer, last: boolean): void;
  onComplete(trailers: readonly string[]): void;
  /** A 101 that was asked for, and the bytes behind it. */
  onSwitch(head: ParsedHead, rest: Buffer): void;
  onViolation(detail: string): void;
}

/** Interim answers before the final one; more than this is a flood. */
const maxInterim = 32;
const noTrailers: readonly string[] = [];

/** Reads the answers of one connection, one after another. Strict: what two readers could read in two ways is refused. */
export class ResponseParser implements ChunkedSink {
  #state: 'idle' | 'head' | 'length' | 'chunked' | 'close' = 'idle';
  #method = 'GET';
  #upgrade = false;
  #left = 0;
  #interim = 0;
  #pending: Buffer | undefined;
  #pendingLength = 0;
  #chunks: ChunkedDecoder | undefined;
  readonly #sink: ResponseSink;
  readonly #limits: ResponseLimits;

  constructor(sink: ResponseSink, limits: ResponseLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** Expects the answer to a request with this method. */
  begin(method: string, upgrade: boolean): void {
    this.#state = 'head';
    this.#method = method;
    this.#upgrade = upgrade;
    this.#interim = 0;
  }

  /** Stops at once, also from inside a callback. */
  stop(): void {
    this.#state = 'idle';
    this.#pending = undefined;
    this.#pendingLength = 0;
  }

  /** No byte of the answer has come yet. */
  get untouched(): boolean {
    return this.#state === 'head' && this.#pendingLength === 0 && this.#interim === 0;
  }

  execute(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      switch (this.#state) {
        case 'idle':
          this.#violation('bytes that no request asked for');
          return;
        case 'head':
          at = this.#takeHead(bytes, at);
          break;
        case 'length':
          at = this.#takeLength(bytes, at);
          break;
        case 'chunked':
          at = this.#takeChunked(bytes, at);
          break;
        case 'close':
          this.#sink.onBody(at === 0 ? bytes : bytes.subarray(at), false);
          return;
      }
      if (at < 0) return;
    }
  }

  /** The server ended the connection: fine for a body that ends that way, else false. */
  finish(): boolean {
    if (this.#state !== 'close') return false;
    this.#complete(noTrailers);
    return true;
  }

  onChunkedData(chunk: Buffer): void {
    if (this.#state === 'chunked') this.#sink.onBody(chunk, false);
  }

  onChunkedEnd(trailers: readonly string[]): void {
    if (this.#state === 'chunked') this.#complete(trailers);
  }

  /** Answers where to go on, or -1 where nothing is left to read. */
  #takeHead(bytes: Buffer, at: number): number {
    if (this.#pending === undefined) {
      const end = bytes.indexOf('\r\n\r\n', at);
      if (end !== -1) return this.#useHead(bytes.subarray(at, end + 4), bytes, end + 4);
    }
    return this.#takeSplitHead(bytes, at);
  }

  /** A head in pieces goes into one buffer of its largest size, so that single bytes do not cost a copy of all. */
  #takeSplitHead(bytes: Buffer, at: number): number {
    const pending = this.#pending ?? Buffer.allocUnsafe(this.#limits.headBytes);
    this.#pending = pending;
    const before = this.#pendingLength;
    const copied = bytes.copy(pending, before, at);
    this.#pendingLength = before + copied;
    const end = pending.subarray(0, this.#pendingLength).indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end === -1) {
      if (copied < bytes.length - at || this.#pendingLength === pending.length)
        return this.#violation('head too large');
      return -1;
    }
    this.#pending = undefined;
    this.#pendingLength = 0;
    return this.#useHead(pending.subarray(0, end + 4), bytes, at + end + 4 - before);
  }

  #useHead(head: Buffer, bytes: Buffer, next: number): number {
    if (head.length > this.#limits.headBytes) return this.#violation('head too large');
    const parsed = parseResponseHead(head, head.length, this.#method, this.#limits.fields);
    if (typeof parsed === 'string') return this.#violation(parsed);
    if (parsed.status === 101) return this.#useSwitch(parsed, bytes.subarray(next));
    if (parsed.status < 200) {
      if (++this.#interim > maxInterim) return this.#violation('too many interim answers');
      this.#sink.onInterim(parsed);
      return next;
    }
    return this.#useFinalHead(parsed, next);
  }

  #useSwitch(head: ParsedHead, rest: Buffer): number {
    // An unasked 101 would leave both sides waiting; one for another protocol is no agreement.
    if (!this.#upgrade || !head.websocket) return this.#violation('101 that was not asked for');
    this.#state = 'idle';
    this.#sink.onSwitch(head, rest);
    return -1;
  }

  #useFinalHead(head: ParsedHead, next: number): number {
    const { framing } = head;
    if (framing === 'none') {
      this.#state = 'idle';
    } else {
      this.#state = framing;
      this.#left = head.contentLength;
      this.#chunks = framing === 'chunked' ? new ChunkedDecoder(this) : undefined;
    }
    this.#sink.onHead(head);
    if (framing === 'none') this.#sink.onComplete(noTrailers);
    return next;
  }

  #takeLength(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    const chunk = at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end);
    this.#left -= end - at;
    const last = this.#left === 0;
    if (last) this.#state = 'idle';
    this.#sink.onBody(chunk, last);
    if (last) this.#sink.onComplete(noTrailers);
    return end;
  }

  #takeChunked(bytes: Buffer, at: number): number {
    const next = this.#chunks?.execute(bytes, at) ?? 'no decoder';
    return typeof next === 'string' ? this.#violation(next) : next;
  }

  #complete(trailers: readonly string[]): void {
    this.#state = 'idle';
    this.#chunks = undefined;
    this.#sink.onComplete(trailers);
  }

  #violation(detail: string): -1 {
    this.stop();
    this.#sink.onViolation(detail);
    return -1;
  }
}
