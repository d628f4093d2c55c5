import { childOf, long } from './radix.ts';

const slash = 47;
const question = 63;
const hash = 35;

/** No rule is behind it: an entry that sorts after all others. */
const exhausted = 0x7fffffff;

/**
 * The terminals that a path passes, each with its next entry. One set serves all matchers: a match never waits, so
 * no two can be under way. A path in the table has at most 4,096 characters and thus as many terminals.
 */
const capacity = 4100;
const entries = new Int32Array(capacity);
const positions = new Int32Array(capacity);
const ends = new Int32Array(capacity);

function push(table: Uint16Array, base: number, terminal: number, count: number): number {
  if (terminal === 0) return count;
  if ((terminal & 1) === 1) {
    entries[count] = terminal;
    positions[count] = 0;
    ends[count] = 0;
    return count + 1;
  }
  const list = base + (terminal >> 1);
  entries[count] = long(table, list + 2);
  positions[count] = list + 4;
  ends[count] = list + 2 + 2 * long(table, list);
  return count + 1;
}

/** Collects what a request's path passes in the region at `base`; answers how many terminals that is. */
export function collectCandidates(table: Uint16Array, base: number, path: string): number {
  let count = push(table, base, long(table, base + 4), 0);
  count = push(table, base, long(table, base + 2), count);
  const root = long(table, base);
  if (root === 0) return count;
  const { length } = path;
  let node = base + root;
  let index = 0;
  for (;;) {
    const label = table[node++] ?? 0;
    if (label > length - index) return count;
    for (let offset = 0; offset < label; offset++) {
      if (path.charCodeAt(index + offset) !== table[node + offset]) return count;
    }
    index += label;
    node += label;
    const char = index < length ? path.charCodeAt(index) : question;
    if (char === question || char === hash) {
      count = push(table, base, long(table, node + 2), count);
      return push(table, base, long(table, node), count);
    }
    // A prefix matches element by element: it holds here only in front of a slash.
    if (char === slash) count = push(table, base, long(table, node + 2), count);
    const child = childOf(table, node, char);
    if (child === 0) return count;
    node = base + child;
    index++;
  }
}

/**
 * The entry that comes first in the order of precedence, of the `count` (at least 1) terminals collected; -1 where
 * none is left. Most often it belongs to the last one, the longest path.
 */
export function takeCandidate(table: Uint16Array, count: number): number {
  let best = count - 1;
  let entry = entries[best] ?? exhausted;
  for (let index = best - 1; index >= 0; index--) {
    const other = entries[index] ?? exhausted;
    if (other >= entry) continue;
    entry = other;
    best = index;
  }
  if (entry === exhausted) return -1;
  const position = positions[best] ?? 0;
  const more = position < (ends[best] ?? 0);
  entries[best] = more ? long(table, position) : exhausted;
  positions[best] = position + 2;
  return entry;
}
