import { isDeepStrictEqual } from 'node:util';
import type { Change } from './changes.ts';

/** One key at which two sides differ; `before` is missing where it was added, `after` where it was removed. */
export interface KeyedChange<T> {
  readonly key: string;
  readonly change: Change;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** Compares two maps: what came, what went and what is not the same any more, in the order of the keys. */
export function compareKeyed<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): KeyedChange<T>[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key): KeyedChange<T>[] => {
    const sides = { key, before: before.get(key), after: after.get(key) };
    if (!before.has(key)) return [{ ...sides, change: 'added' }];
    if (!after.has(key)) return [{ ...sides, change: 'removed' }];
    return isDeepStrictEqual(sides.before, sides.after) ? [] : [{ ...sides, change: 'changed' }];
  });
}
