import { compareText } from '../text/compare-text.ts';

/** Above this many changes at once sorting everything is cheaper than moving the tail for each. */
const fewChanges = 32;

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values in the order of their keys, as a frozen list that is replaced by a changed copy. */
export class SortedTable<V> {
  readonly #values = new Map<string, V>();
  readonly #touched = new Set<string>();
  #keys: string[] = [];
  #list: readonly V[] = Object.freeze([]);

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    this.#touched.add(key);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#touched.add(key);
  }

  /** The same list as before where nothing was set or deleted. */
  list(): readonly V[] {
    if (this.#touched.size > fewChanges) this.#rebuild();
    else if (this.#touched.size > 0) this.#patch();
    this.#touched.clear();
    return this.#list;
  }

  #rebuild(): void {
    const entries = [...this.#values].sort(([a], [b]) => compareText(a, b));
    this.#keys = entries.map(([key]) => key);
    this.#list = Object.freeze(entries.map(([, value]) => value));
  }

  #patch(): void {
    const list = [...this.#list];
    for (const key of this.#touched) {
      const index = lowerBound(this.#keys, key);
      const known = this.#keys[index] === key ? 1 : 0;
      const value = this.#values.get(key);
      if (value === undefined) {
        this.#keys.splice(index, known);
        list.splice(index, known);
      } else {
        this.#keys.splice(index, known, key);
        list.splice(index, known, value);
      }
    }
    this.#list = Object.freeze(list);
  }
}
