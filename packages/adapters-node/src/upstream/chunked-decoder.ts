import { parseFieldLines } from './field-lines.ts';

/** What the decoder reports; `onChunkedEnd` comes once. */
export interface ChunkedSink {
  onChunkedData(chunk: Buffer): void;
  onChunkedEnd(trailers: readonly string[]): void;
}

type State = 'size' | 'extension' | 'sizeLf' | 'data' | 'dataCr' | 'dataLf' | 'trailers' | 'done';

const cr = 13;
const lf = 10;
/** Bytes of extensions in a whole body; they are dropped, so they only cost (the class of CVE-2024-22019). */
const maxExtensionBytes = 4096;
const maxTrailerBytes = 16384;
const noTrailers: readonly string[] = [];

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const folded = byte | 32;
  return folded >= 97 && folded <= 102 ? folded - 87 : -1;
}

/** Decodes a chunked body (RFC 9112 7.1), byte by byte where it matters, strictly. */
export class ChunkedDecoder {
  #state: State = 'size';
  #size = 0;
  #digits = 0;
  #extensionBytes = 0;
  #trailers: Buffer | undefined;
  readonly #sink: ChunkedSink;

  constructor(sink: ChunkedSink) {
    this.#sink = sink;
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  /** Takes bytes from `at`; answers where it stopped (the end of the body or of the bytes), or what is wrong. */
  execute(bytes: Buffer, start: number): number | string {
    let at = start;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        at = this.#takeData(bytes, at);
      } else if (this.#state === 'trailers') {
        const next = this.#takeTrailers(bytes, at);
        if (typeof next === 'string') return next;
        at = next;
      } else {
        const wrong = this.#takeByte(bytes[at++] ?? 0);
        if (wrong !== undefined) return wrong;
      }
    }
    return at;
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#size);
    this.#size -= end - at;
    if (this.#size === 0) this.#state = 'dataCr';
    this.#sink.onChunkedData(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    return end;
  }

  #takeByte(byte: number): string | undefined {
    switch (this.#state) {
      case 'size':
        return this.#takeSizeByte(byte);
      case 'extension':
        if (byte === cr) this.#state = 'sizeLf';
        // A bare LF in an extension is where two readers disagree (TERM.EXT).
        else if (byte === lf || byte === 0) return 'malformed chunk extension';
        else if (++this.#extensionBytes > maxExtensionBytes) return 'chunk extensions too long';
        return undefined;
      case 'sizeLf':
        if (byte !== lf || this.#digits === 0) return 'malformed chunk size';
        this.#digits = 0;
        this.#state = this.#size === 0 ? 'trailers' : 'data';
        return undefined;
      case 'dataCr':
        if (byte !== cr) return 'chunk longer than its size';
        this.#state = 'dataLf';
        return undefined;
      case 'dataLf':
        if (byte !== lf) return 'chunk longer than its size';
        this.#state = 'size';
        this.#size = 0;
        return undefined;
      default:
        return undefined;
    }
  }

  #takeSizeByte(byte: number): string | undefined {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      if (++this.#digits > 16 || this.#size > Number.MAX_SAFE_INTEGER) return 'chunk size too large';
      return undefined;
    }
    if (this.#digits === 0) return 'malformed chunk size';
    if (byte === cr) this.#state = 'sizeLf';
    else if (byte === 59) this.#state = 'extension';
    else return 'malformed chunk size';
    return undefined;
  }

  #takeTrailers(bytes: Buffer, at: number): number | string {
    const pending = this.#trailers;
    if (pending === undefined && bytes[at] === cr && bytes[at + 1] === lf) {
      this.#finish(noTrailers);
      return at + 2;
    }
    const joined = pending === undefined ? bytes.subarray(at) : Buffer.concat([pending, bytes.subarray(at)]);
    const before = pending?.length ?? 0;
    const end = joined[0] === cr && joined[1] === lf ? 0 : joined.indexOf('\r\n\r\n');
    if ((end === -1 ? joined.length : end) > maxTrailerBytes) return 'trailers too long';
    if (end === -1) {
      this.#trailers = Buffer.from(joined);
      return bytes.length;
    }
    const length = end === 0 ? 2 : end + 4;
    const fields = end === 0 ? [] : parseFieldLines(joined, 0, end + 2, 100);
    if (typeof fields === 'string') return fields;
    this.#finish(fields);
    return at + length - before;
  }

  #finish(trailers: readonly string[]): void {
    this.#trailers = undefined;
    this.#state = 'done';
    this.#sink.onChunkedEnd(trailers);
  }
}
