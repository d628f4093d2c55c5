/**
 * Words of 16 bits, appended one after the other: labels, children and terminals of a table lie side by side, so that
 * a walk touches few cache lines. Offsets and indexes take two words.
 */
export class TableWriter {
  #words: Uint16Array;
  length = 0;

  constructor(capacity: number) {
    this.#words = new Uint16Array(Math.max(64, capacity));
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#words.length) return;
    const larger = new Uint16Array(Math.max(this.#words.length * 2, this.length + count));
    larger.set(this.#words.subarray(0, this.length));
    this.#words = larger;
  }

  word(value: number): void {
    this.#reserve(1);
    this.#words[this.length++] = value;
  }

  long(value: number): void {
    this.#reserve(2);
    this.#words[this.length++] = value >>> 16;
    this.#words[this.length++] = value;
  }

  chars(text: string, start: number, end: number): void {
    this.#reserve(end - start);
    for (let index = start; index < end; index++) this.#words[this.length++] = text.charCodeAt(index);
  }

  setWord(at: number, value: number): void {
    this.#words[at] = value;
  }

  setLong(at: number, value: number): void {
    this.#words[at] = value >>> 16;
    this.#words[at + 1] = value;
  }

  copy(source: Uint16Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#words.set(source.subarray(start, end), this.length);
    this.length += end - start;
  }

  finish(): Uint16Array {
    return this.#words.slice(0, this.length);
  }
}
