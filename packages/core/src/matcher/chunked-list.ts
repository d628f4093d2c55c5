/** Chunks that one `concat` takes: an argument each, and a call has room for some ten thousand. */
const chunksAtOnce = 1000;

/** A list put together from parts of others: copying a hundred thousand items must not cost as many steps. */
export class ChunkedList<T> {
  readonly #chunks: (readonly T[])[] = [];
  length = 0;

  append(chunk: readonly T[]): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  join(): readonly T[] {
    let all: T[] = [];
    for (let start = 0; start < this.#chunks.length; start += chunksAtOnce) {
      all = all.concat(...this.#chunks.slice(start, start + chunksAtOnce));
    }
    return all;
  }
}
