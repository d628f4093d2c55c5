import { chooseByteHash } from './byte-hash.ts';
import type { TableWriter } from './table-writer.ts';

/**
 * A compressed radix tree in one array. A node is
 *
 *     label length, label…, exact (2), prefix (2), multiplier, slots - 1, then per slot: character, child (2)
 *
 * The label leaves out the character that led here. `exact` and `prefix` are the terminals of the key that ends at
 * the node, 0 for none; children are offsets from the start of the region. An unused slot repeats the character of
 * the first child, which can never be looked for there. Multiplier 0: no hash, the last field counts the slots.
 */
const nodeHeader = 6;

export interface RadixKeys {
  /** Sorted by code unit, each once. */
  readonly keys: readonly string[];
  readonly exact: readonly number[];
  readonly prefix: readonly number[];
}

/** What is left to write: keys `from` to before `to`, whose first `depth` characters are written already. */
interface Subtree {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Where the parent wants the offset; -1 for the root. */
  readonly patch: number;
}

/** Longer labels are split, since a length has 16 bits. */
const maxLabel = 0xffff;

function commonEnd(first: string, last: string, depth: number): number {
  const limit = Math.min(first.length, last.length, depth + maxLabel);
  let end = depth;
  while (end < limit && first.charCodeAt(end) === last.charCodeAt(end)) end++;
  return end;
}

function childrenOf(keys: readonly string[], from: number, to: number, depth: number): Subtree[] {
  const children: Subtree[] = [];
  let start = from;
  while (start < to) {
    const char = keys[start]?.charCodeAt(depth);
    let end = start + 1;
    while (end < to && keys[end]?.charCodeAt(depth) === char) end++;
    children.push({ from: start, to: end, depth, patch: -1 });
    start = end;
  }
  return children;
}

function writeChildren(writer: TableWriter, keys: readonly string[], children: readonly Subtree[]): Subtree[] {
  const chars = children.map((child) => keys[child.from]?.charCodeAt(child.depth) ?? 0);
  const first = chars[0];
  if (first === undefined) {
    writer.long(0);
    return [];
  }
  const { multiplier, slots } = chooseByteHash(chars);
  writer.word(multiplier);
  writer.word(multiplier === 0 ? slots : slots - 1);
  const start = writer.length;
  for (let slot = 0; slot < slots; slot++) {
    writer.word(first);
    writer.long(0);
  }
  return children.map((child, index) => {
    const char = chars[index] ?? 0;
    const slot = multiplier === 0 ? index : ((char * multiplier) >> 3) & (slots - 1);
    writer.setWord(start + 3 * slot, char);
    return { ...child, depth: child.depth + 1, patch: start + 3 * slot + 1 };
  });
}

/** Writes the tree and answers where its root is, counted from `base`. There must be a key. */
export function writeRadix(writer: TableWriter, base: number, { keys, exact, prefix }: RadixKeys): number {
  const root = writer.length - base;
  // A stack of its own: a thousand prefixes of one another must not need a thousand frames.
  const left: Subtree[] = [{ from: 0, to: keys.length, depth: 0, patch: -1 }];
  for (let subtree = left.pop(); subtree; subtree = left.pop()) {
    const { from, to, depth, patch } = subtree;
    if (patch >= 0) writer.setLong(patch, writer.length - base);
    const first = keys[from] ?? '';
    const end = commonEnd(first, keys[to - 1] ?? '', depth);
    writer.word(end - depth);
    writer.chars(first, depth, end);
    const ends = first.length === end;
    writer.long(ends ? (exact[from] ?? 0) : 0);
    writer.long(ends ? (prefix[from] ?? 0) : 0);
    const children = writeChildren(writer, keys, childrenOf(keys, ends ? from + 1 : from, to, end));
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child) left.push(child);
    }
  }
  return root;
}

/** The two words at `index` as one number. */
export const long = (nodes: Uint16Array, index: number): number =>
  ((nodes[index] ?? 0) << 16) | (nodes[index + 1] ?? 0);

function childInList(nodes: Uint16Array, header: number, char: number): number {
  const end = header + nodeHeader + 3 * (nodes[header + 5] ?? 0);
  for (let slot = header + nodeHeader; slot < end; slot += 3) if (nodes[slot] === char) return long(nodes, slot + 1);
  return 0;
}

/** The child that a character leads to, or 0; `header` is where the node's terminals stand, after its label. */
export function childOf(nodes: Uint16Array, header: number, char: number): number {
  const multiplier = nodes[header + 4] ?? 0;
  if (multiplier === 0) return nodes[header + 5] === 0 ? 0 : childInList(nodes, header, char);
  const slot = header + nodeHeader + 3 * (((char * multiplier) >> 3) & (nodes[header + 5] ?? 0));
  return nodes[slot] === char ? long(nodes, slot + 1) : 0;
}
