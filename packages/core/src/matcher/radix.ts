import { chooseByteHash } from './byte-hash.ts';
import type { TableWriter } from './table-writer.ts';

/**
 * A compressed radix tree in one array. A node is
 *
 *     label length and flags, label (2 characters a word), exact (2), prefix (2), hash, then per slot: character, child (2)
 *
 * where `exact` and `prefix`, the terminals of the key that ends at the node, and the rest are there only if their
 * flags are set. The label leaves out the character that led here. Children are offsets from the start of the
 * region. The hash is multiplier and last slot, 8 bits each; an unused slot repeats the character of the first child,
 * which can never be looked for there. Multiplier 0: no hash, a word with the number of slots follows.
 *
 * Small nodes are quick nodes: with a hundred thousand rules a match waits for memory more than for anything else.
 */
export const labelLength = 0x0fff;
export const hasExact = 0x2000;
export const hasPrefix = 0x4000;
export const hasChildren = 0x8000;

/** Where a node's prefix terminal stands, counted from its exact one: a shift of the flag, not a branch. */
export const exactWords = (head: number): number => (head >> 12) & 2;
export const prefixWords = (head: number): number => (head >> 13) & 2;

/** Words of a label. */
export const labelWords = (length: number): number => (length + 1) >> 1;

/** Longer labels are split. */
const maxLabel = labelLength;

/** Labels hold characters of one byte; others (no valid manifest has any) are led to by slots. */
export const largestLabelChar = 0xff;

/** What the tree is made of. */
export interface RadixItems {
  /** The key of each item; several items may have the same. */
  readonly keys: readonly string[];
  /** The items; reordered while the tree is written, those of one key keep their order. */
  readonly order: Uint32Array;
  /** Called for the items `from` to before `to` of `order`, which have one key. May write before the node is. */
  readonly terminals: (from: number, to: number) => { readonly exact: number; readonly prefix: number };
}

/** Number of each ASCII character's group plus 1, while items are grouped; all 0 otherwise. */
const groupNumbers = new Uint8Array(128);

/** Writes one tree. What is used again for each node is allocated once: a node takes well under a microsecond. */
class RadixWriter {
  readonly #writer: TableWriter;
  readonly #base: number;
  readonly #keys: readonly string[];
  readonly #order: Uint32Array;
  readonly #terminals: RadixItems['terminals'];
  /** Items of one group, in the order that they had, and the number of the group of each. */
  readonly #items: Uint32Array;
  readonly #numbers: Uint16Array;
  /** Characters of the groups in order of appearance, and how many items each has. */
  readonly #chars: number[] = [];
  readonly #counts: number[] = [];
  /**
   * Subtrees that are left, four numbers each: first item, end of the items, how many characters are written, and
   * where the parent wants the offset. A stack of its own: a thousand prefixes of one another must not need a thousand
   * frames.
   */
  readonly #left: number[];

  constructor(writer: TableWriter, base: number, { keys, order, terminals }: RadixItems) {
    this.#writer = writer;
    this.#base = base;
    this.#keys = keys;
    this.#order = order;
    this.#terminals = terminals;
    this.#items = new Uint32Array(order.length);
    this.#numbers = new Uint16Array(order.length);
    this.#left = [0, order.length, 0, -1];
  }

  #key(at: number): string {
    return this.#keys[this.#order[at] ?? 0] ?? '';
  }

  /** Up to where all keys from `from` to before `to` are the same. */
  #commonEnd(from: number, to: number, depth: number): number {
    const first = this.#key(from);
    const longest = Math.min(first.length, depth + maxLabel);
    let end = depth;
    while (end < longest && first.charCodeAt(end) <= largestLabelChar) end++;
    for (let at = from + 1; at < to && end > depth; at++) {
      const key = this.#key(at);
      const limit = Math.min(end, key.length);
      end = depth;
      while (end < limit && key.charCodeAt(end) === first.charCodeAt(end)) end++;
    }
    return end;
  }

  /** Moves the items whose keys end at `end` to the front and answers where the others start. */
  #endedItems(from: number, to: number, end: number): number {
    const order = this.#order;
    let others = from;
    for (let at = from; at < to; at++) {
      if (this.#key(at).length !== end) continue;
      const item = order[at] ?? 0;
      // Whatever stands between keeps its order.
      if (at > others) order.copyWithin(others + 1, others, at);
      order[others++] = item;
    }
    return others;
  }

  #groupOf(char: number): number {
    const chars = this.#chars;
    const known = char < 128 ? (groupNumbers[char] ?? 0) - 1 : chars.indexOf(char);
    if (known >= 0) return known;
    this.#counts.push(0);
    const number = chars.push(char);
    if (char < 128) groupNumbers[char] = number;
    return number - 1;
  }

  /** Counts the items by their character at `depth`, and notes the group of each. */
  #countGroups(from: number, to: number, depth: number): void {
    const counts = this.#counts;
    this.#chars.length = 0;
    counts.length = 0;
    for (let at = from; at < to; at++) {
      const number = this.#groupOf(this.#key(at).charCodeAt(depth));
      counts[number] = (counts[number] ?? 0) + 1;
      this.#numbers[at] = number;
      this.#items[at] = this.#order[at] ?? 0;
    }
    for (const char of this.#chars) if (char < 128) groupNumbers[char] = 0;
  }

  /** Puts the items of each group side by side, `places` being where the groups start. */
  #moveGroups(from: number, to: number, places: number[]): void {
    for (let at = from; at < to; at++) {
      const number = this.#numbers[at] ?? 0;
      const place = places[number] ?? 0;
      places[number] = place + 1;
      this.#order[place] = this.#items[at] ?? 0;
    }
  }

  #writeChildren(from: number, to: number, depth: number): void {
    this.#countGroups(from, to, depth);
    const [chars, counts] = [this.#chars, this.#counts];
    const { multiplier, slots } = chooseByteHash(chars);
    const last = slots - 1;
    const start = this.#writer.children(multiplier, slots, chars[0] ?? 0);
    const places: number[] = [];
    let next = from;
    for (let index = 0; index < chars.length; index++) {
      const char = chars[index] ?? 0;
      const at = start + 3 * (multiplier === 0 ? index : ((char * multiplier) >> 3) & last);
      this.#writer.setWord(at, char);
      places.push(next);
      const end = next + (counts[index] ?? 0);
      this.#left.push(next, end, depth + 1, at + 1);
      next = end;
    }
    if (chars.length > 1) this.#moveGroups(from, to, places);
  }

  write(): number {
    const [writer, left] = [this.#writer, this.#left];
    let root = 0;
    while (left.length > 0) {
      const [patch = 0, depth = 0, to = 0, from = 0] = [left.pop(), left.pop(), left.pop(), left.pop()];
      const end = this.#commonEnd(from, to, depth);
      const others = this.#endedItems(from, to, end);
      // The rules of this key may come with lists, which stand in front of the node.
      const { exact, prefix } = this.#terminals(from, others);
      const offset = writer.length - this.#base;
      if (patch < 0) root = offset;
      else writer.setLong(patch, offset);
      const flags = (exact && hasExact) | (prefix && hasPrefix) | (others < to ? hasChildren : 0);
      writer.node(flags | (end - depth), this.#key(from), depth, end);
      if (exact !== 0) writer.long(exact);
      if (prefix !== 0) writer.long(prefix);
      if (others < to) this.#writeChildren(others, to, end);
    }
    return root;
  }
}

/** Writes the tree and answers where its root is, counted from `base`. There must be an item. */
export const writeRadix = (writer: TableWriter, base: number, items: RadixItems): number =>
  new RadixWriter(writer, base, items).write();

/** The two words at `index` as one number. */
export const long = (nodes: Uint16Array, index: number): number =>
  ((nodes[index] ?? 0) << 16) | (nodes[index + 1] ?? 0);

/** Where a node's slots start, by the word of its hash and the one after. */
export const slotsOf = (choice: number, hash: number, following: number): { start: number; count: number } =>
  choice >> 8 === 0 ? { start: hash + 2, count: following } : { start: hash + 1, count: (choice & 0xff) + 1 };

function childInList(nodes: Uint16Array, hash: number, char: number): number {
  const end = hash + 2 + 3 * (nodes[hash + 1] ?? 0);
  for (let slot = hash + 2; slot < end; slot += 3) if (nodes[slot] === char) return long(nodes, slot + 1);
  return 0;
}

/** The child that a character leads to, or 0; `hash` is where the node's hash stands. */
export function childOf(nodes: Uint16Array, hash: number, char: number): number {
  const choice = nodes[hash] ?? 0;
  const multiplier = choice >> 8;
  if (multiplier === 0) return childInList(nodes, hash, char);
  const slot = hash + 1 + 3 * (((char * multiplier) >> 3) & choice & 0xff);
  return nodes[slot] === char ? long(nodes, slot + 1) : 0;
}
