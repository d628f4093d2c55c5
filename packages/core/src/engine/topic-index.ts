import type { Topic } from '../snapshot/topics.ts';

/** Who read what: finds the readers of touched topics without looking at the others. */
export class TopicIndex<T> {
  readonly #readers = new Map<Topic, Set<T>>();

  add(reader: T, topics: Iterable<Topic>): void {
    for (const topic of topics) {
      const readers = this.#readers.get(topic);
      if (readers) readers.add(reader);
      else this.#readers.set(topic, new Set([reader]));
    }
  }

  delete(reader: T, topics: Iterable<Topic>): void {
    for (const topic of topics) {
      const readers = this.#readers.get(topic);
      readers?.delete(reader);
      if (readers?.size === 0) this.#readers.delete(topic);
    }
  }

  readersOf(topics: Iterable<Topic>): ReadonlySet<T> {
    const found = new Set<T>();
    for (const topic of topics) {
      for (const reader of this.#readers.get(topic) ?? []) found.add(reader);
    }
    return found;
  }
}
