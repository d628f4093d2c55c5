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

  /** The first word of a tree's node, and its label: part of a key, two characters of one byte a word. */
  node(head: number, key: string, start: number, end: number): void {
    this.#reserve(end - start + 1);
    const words = this.#words;
    let at = this.length;
    words[at++] = head;
    let index = start;
    for (; index + 1 < end; index += 2) words[at++] = key.charCodeAt(index) | (key.charCodeAt(index + 1) << 8);
    if (index < end) words[at++] = key.charCodeAt(index);
    this.length = at;
  }

  /** The hash of a node, and slots for its children, empty, which hold `unused`; answers where the slots start. */
  children(multiplier: number, count: number, unused: number): number {
    if (multiplier === 0) this.long(count);
    else this.word((multiplier << 8) | (count - 1));
    this.#reserve(3 * count);
    const words = this.#words;
    const start = this.length;
    this.length += 3 * count;
    for (let at = start; at < this.length; at += 3) {
      words[at] = unused;
      words[at + 1] = 0;
      words[at + 2] = 0;
    }
    return start;
  }

  at(index: number): number {
    return this.#words[index] ?? 0;
  }

  longAt(index: number): number {
    return ((this.#words[index] ?? 0) << 16) | (this.#words[index + 1] ?? 0);
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

  /** What was written; nothing may be written after. A little room at the end is not worth a copy. */
  finish(): Uint16Array {
    if (this.#words.length <= this.length * 1.1) return this.#words.subarray(0, this.length);
    return this.#words.slice(0, this.length);
  }
}
