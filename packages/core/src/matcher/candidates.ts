import { noRule } from './path-table.ts';
import { long } from './radix.ts';

/**
 * The lists that a path passes, each with where it is read and where it ends. One set serves all matchers: a match
 * never waits, so no two can be under way. A path in the table has at most 4,096 characters and thus as many
 * terminals.
 */
const capacity = 4100;
const positions = new Int32Array(capacity);
const ends = new Int32Array(capacity);

/** Notes the list at an offset, `count` being there already; answers its rule without conditions. */
export function noteList(table: Uint16Array, list: number, count: number): number {
  positions[count] = list + 4;
  ends[count] = list + 4 + 2 * long(table, list);
  return long(table, list + 2);
}

/** The next rule in order of precedence of the `count` lists noted; `noRule` where none is left. */
export function takeRule(table: Uint16Array, count: number): number {
  let best = -1;
  let first = noRule;
  for (let index = 0; index < count; index++) {
    const position = positions[index] ?? 0;
    if (position >= (ends[index] ?? 0)) continue;
    const rule = long(table, position);
    if (rule >= first) continue;
    first = rule;
    best = index;
  }
  if (best >= 0) positions[best] = (positions[best] ?? 0) + 2;
  return first;
}
