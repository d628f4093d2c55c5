/** Code points as a sorted list of first and last, first and last…; ranges neither overlap nor touch. */
export type CodePointSet = readonly number[];

const lastCodePoint = 0x10ffff;

/** Brings ranges in any order into shape. */
export function toSet(ranges: readonly (readonly [first: number, last: number])[]): CodePointSet {
  const set: number[] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const end = set.at(-1);
    if (end !== undefined && first <= end + 1) set[set.length - 1] = Math.max(end, last);
    else set.push(first, last);
  }
  return set;
}

export function complement(set: CodePointSet): CodePointSet {
  const rest: number[] = [];
  let next = 0;
  for (let index = 0; index < set.length; index += 2) {
    const first = set[index] ?? 0;
    if (first > next) rest.push(next, first - 1);
    next = (set[index + 1] ?? 0) + 1;
  }
  if (next <= lastCodePoint) rest.push(next, lastCodePoint);
  return rest;
}

export function rangesOf(set: CodePointSet): [first: number, last: number][] {
  const ranges: [number, number][] = [];
  for (let index = 0; index < set.length; index += 2) ranges.push([set[index] ?? 0, set[index + 1] ?? 0]);
  return ranges;
}

export function contains(set: CodePointSet, codePoint: number): boolean {
  for (let index = 0; index < set.length; index += 2) {
    if (codePoint >= (set[index] ?? 0) && codePoint <= (set[index + 1] ?? 0)) return true;
  }
  return false;
}

const code = (char: string): number => char.codePointAt(0) ?? 0;

const digit: CodePointSet = toSet([[code('0'), code('9')]]);
const space: CodePointSet = toSet([
  [9, 10],
  [12, 13],
  [32, 32],
]);
const word: CodePointSet = toSet([
  [code('0'), code('9')],
  [code('A'), code('Z')],
  [code('a'), code('z')],
  [code('_'), code('_')],
]);

/** What `\d` and its like stand for in RE2: ASCII only. */
export const escapeSets: ReadonlyMap<string, CodePointSet> = new Map([
  ['d', digit],
  ['D', complement(digit)],
  ['s', space],
  ['S', complement(space)],
  ['w', word],
  ['W', complement(word)],
]);

/** `.` leaves out the line feed only. */
export const anyButNewline: CodePointSet = complement([10, 10]);
