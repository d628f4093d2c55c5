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

/** Longer labels are split, since a length has 16 bits. */
const maxLabel = 0xffff;

/** What the tree is made of. */
export interface RadixItems {
  /** The key of each item; several items may have the same. */
  readonly keys: readonly string[];
  /** The items; reordered while the tree is written, those of one key keep their order. */
  readonly order: Uint32Array;
  /** Called for the items `from` to before `to` of `order`, which have one key. May write before the node is. */
  readonly terminals: (from: number, to: number) => { readonly exact: number; readonly prefix: number };
}

/** What is left to write: items `from` to before `to`, whose first `depth` characters are written already. */
interface Subtree {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Where the parent wants the offset; -1 for the root. */
  readonly patch: number;
}

/** Up to where all keys of a subtree are the same. */
function commonEnd({ keys, order }: RadixItems, { from, to, depth }: Subtree): number {
  const first = keys[order[from] ?? 0] ?? '';
  let end = Math.min(first.length, depth + maxLabel);
  for (let at = from + 1; at < to && end > depth; at++) {
    const key = keys[order[at] ?? 0] ?? '';
    const limit = Math.min(end, key.length);
    end = depth;
    while (end < limit && key.charCodeAt(end) === first.charCodeAt(end)) end++;
  }
  return end;
}

/** Number of each ASCII character's group plus 1, while items are grouped; all 0 otherwise. */
const groupNumbers = new Uint8Array(128);

/** Items by the character at one place of their keys. */
class Groups {
  /** In order of appearance. */
  readonly chars: number[] = [];
  readonly counts: number[] = [];

  numberOf(char: number): number {
    const known = char < 128 ? (groupNumbers[char] ?? 0) - 1 : this.chars.indexOf(char);
    if (known >= 0) return known;
    this.counts.push(0);
    const number = this.chars.push(char);
    if (char < 128) groupNumbers[char] = number;
    return number - 1;
  }

  close(): void {
    for (const char of this.chars) if (char < 128) groupNumbers[char] = 0;
  }
}

/** Puts items with the same character at `depth` side by side, in the order in which they were. */
function groupByChar({ keys, order }: RadixItems, from: number, to: number, depth: number): Groups {
  const groups = new Groups();
  const numbers = new Uint32Array(to - from);
  for (let at = from; at < to; at++) {
    const number = groups.numberOf(keys[order[at] ?? 0]?.charCodeAt(depth) ?? 0);
    numbers[at - from] = number;
    groups.counts[number] = (groups.counts[number] ?? 0) + 1;
  }
  groups.close();
  if (groups.chars.length === 1) return groups;
  let start = from;
  const places = groups.counts.map((count) => {
    start += count;
    return start - count;
  });
  const items = order.slice(from, to);
  items.forEach((item, index) => {
    const number = numbers[index] ?? 0;
    const place = places[number] ?? 0;
    places[number] = place + 1;
    order[place] = item;
  });
  return groups;
}

/** Moves the items whose keys end at `end` to the front and answers where the others start. */
function endedItems({ keys, order }: RadixItems, { from, to }: Subtree, end: number): number {
  let others = from;
  for (let at = from; at < to; at++) {
    const item = order[at] ?? 0;
    if (keys[item]?.length !== end) continue;
    // Whatever stands between keeps its order.
    if (at > others) order.copyWithin(others + 1, others, at);
    order[others++] = item;
  }
  return others;
}

/** Writes the slots of a node's children and adds the subtrees to `left`. */
function writeChildren(
  writer: TableWriter,
  { chars, counts }: Groups,
  from: number,
  depth: number,
  left: Subtree[],
): void {
  const { multiplier, slots } = chooseByteHash(chars);
  writer.word(multiplier);
  writer.word(multiplier === 0 ? slots : slots - 1);
  const start = writer.length;
  for (let slot = 0; slot < slots; slot++) {
    writer.word(chars[0] ?? 0);
    writer.long(0);
  }
  let next = from;
  chars.forEach((char, index) => {
    const at = start + 3 * (multiplier === 0 ? index : ((char * multiplier) >> 3) & (slots - 1));
    writer.setWord(at, char);
    const to = next + (counts[index] ?? 0);
    left.push({ from: next, to, depth: depth + 1, patch: at + 1 });
    next = to;
  });
}

/** Writes the tree and answers where its root is, counted from `base`. There must be an item. */
export function writeRadix(writer: TableWriter, base: number, items: RadixItems): number {
  const { keys, order, terminals } = items;
  let root = 0;
  // A stack of its own: a thousand prefixes of one another must not need a thousand frames.
  const left: Subtree[] = [{ from: 0, to: order.length, depth: 0, patch: -1 }];
  for (let subtree = left.pop(); subtree; subtree = left.pop()) {
    const { from, to, depth, patch } = subtree;
    const end = commonEnd(items, subtree);
    const others = endedItems(items, subtree, end);
    const { exact, prefix } = terminals(from, others);
    if (patch >= 0) writer.setLong(patch, writer.length - base);
    else root = writer.length - base;
    writer.word(end - depth);
    writer.chars(keys[order[from] ?? 0] ?? '', depth, end);
    writer.long(exact);
    writer.long(prefix);
    if (others === to) writer.long(0);
    else writeChildren(writer, groupByChar(items, others, to, end), others, end, left);
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
