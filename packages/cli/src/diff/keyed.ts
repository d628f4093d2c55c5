import type { Change } from './changes.ts';
import { sameJson } from './same-json.ts';

/** One key at which two sides differ; `before` is missing where it was added, `after` where it was removed. */
export interface KeyedChange<T> {
  readonly key: string;
  readonly change: Change;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** Compares two maps: what came, what went and what is not the same any more, in the order of the keys. */
export function compareKeyed<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  same: (before: T, after: T) => boolean = sameJson,
): KeyedChange<T>[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key): KeyedChange<T>[] => {
    const old = before.get(key);
    const now = after.get(key);
    const sides = { key, before: old, after: now };
    if (old === undefined) return [{ ...sides, change: 'added' }];
    if (now === undefined) return [{ ...sides, change: 'removed' }];
    return same(old, now) ? [] : [{ ...sides, change: 'changed' }];
  });
}
