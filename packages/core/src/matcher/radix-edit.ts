import { chooseByteHash } from './byte-hash.ts';
import {
  exactWords,
  hasChildren,
  hasExact,
  hasPrefix,
  labelLength,
  labelWords,
  largestLabelChar,
  prefixWords,
  slotsOf,
} from './radix.ts';
import type { TableWriter } from './table-writer.ts';

/** A node taken apart. */
interface Node {
  readonly label: string;
  readonly exact: number;
  readonly prefix: number;
  /** Character and offset of each. */
  readonly children: readonly (readonly [char: number, offset: number])[];
}

const none = 0;

function labelOf(writer: TableWriter, at: number, length: number): string {
  let label = '';
  for (let index = 0; index < length; index++) {
    label += String.fromCharCode((writer.at(at + (index >> 1)) >> ((index & 1) << 3)) & 0xff);
  }
  return label;
}

/** A tree in the table that is being written, whose nodes are replaced by others at its end. */
export class RadixEditor {
  readonly #writer: TableWriter;
  readonly #base: number;
  /** Where the offset of the root stands. */
  readonly #rootAt: number;

  constructor(writer: TableWriter, base: number, rootAt: number) {
    this.#writer = writer;
    this.#base = base;
    this.#rootAt = rootAt;
  }

  #read(offset: number): Node {
    const writer = this.#writer;
    let at = this.#base + offset;
    const head = writer.at(at++);
    const length = head & labelLength;
    const label = labelOf(writer, at, length);
    at += labelWords(length);
    const exact = head & hasExact ? writer.longAt(at) : none;
    at += exactWords(head);
    const prefix = head & hasPrefix ? writer.longAt(at) : none;
    at += prefixWords(head);
    const children = head & hasChildren ? this.#children(at) : [];
    return { label, exact, prefix, children };
  }

  #children(hash: number): [number, number][] {
    const { start, count } = slotsOf(this.#writer.at(hash), hash, this.#writer.at(hash + 1));
    const children: [number, number][] = [];
    for (let slot = start; slot < start + 3 * count; slot += 3) {
      const child = this.#writer.longAt(slot + 1);
      if (child !== 0) children.push([this.#writer.at(slot), child]);
    }
    return children;
  }

  /** Where the offset of a node's child stands; 0 where it has no such child. */
  #slotFor(offset: number, char: number): number {
    const writer = this.#writer;
    const at = this.#base + offset;
    const head = writer.at(at);
    if ((head & hasChildren) === 0) return 0;
    const hash = at + 1 + labelWords(head & labelLength) + exactWords(head) + prefixWords(head);
    const { start, count } = slotsOf(writer.at(hash), hash, writer.at(hash + 1));
    for (let slot = start; slot < start + 3 * count; slot += 3) {
      if (writer.at(slot) === char && writer.longAt(slot + 1) !== 0) return slot + 1;
    }
    return 0;
  }

  /** Appends a node and answers its offset. */
  #write({ label, exact, prefix, children }: Node): number {
    const writer = this.#writer;
    const offset = writer.length - this.#base;
    const flags = (exact && hasExact) | (prefix && hasPrefix) | (children.length > 0 ? hasChildren : 0);
    writer.node(flags | label.length, label, 0, label.length);
    if (exact !== none) writer.long(exact);
    if (prefix !== none) writer.long(prefix);
    if (children.length === 0) return offset;
    const { multiplier, slots } = chooseByteHash(children.map(([char]) => char));
    const start = writer.children(multiplier, slots, children[0]?.[0] ?? 0);
    children.forEach(([char, child], index) => {
      const slot = start + 3 * (multiplier === 0 ? index : ((char * multiplier) >> 3) & (slots - 1));
      writer.setWord(slot, char);
      writer.setLong(slot + 1, child);
    });
    return offset;
  }

  #leaf(label: string, exact: number, prefix: number): number {
    return this.#write({ label, exact, prefix, children: [] });
  }

  /** The node that stands in the place of `node` once `rest`, what is left of a key, ends there or below. */
  #withKey(node: Node, rest: string, exact: number, prefix: number): Node {
    const { label, children } = node;
    let common = 0;
    while (common < label.length && common < rest.length && label[common] === rest[common]) common++;
    if (common === label.length && common === rest.length) return { ...node, exact, prefix };
    if (common === label.length) {
      const leaf = this.#leaf(rest.slice(common + 1), exact, prefix);
      return { ...node, children: [...children, [rest.charCodeAt(common), leaf]] };
    }
    const lower = this.#write({ ...node, label: label.slice(common + 1) });
    const upper = { label: label.slice(0, common), children: [[label.charCodeAt(common), lower]] as const };
    if (common === rest.length) return { ...upper, exact, prefix };
    const leaf = this.#leaf(rest.slice(common + 1), exact, prefix);
    return { ...upper, exact: none, prefix: none, children: [...upper.children, [rest.charCodeAt(common), leaf]] };
  }

  /** Sets the terminals of a key; 0 and 0 take it away. Its characters have one byte, and it fits one label. */
  set(key: string, exact: number, prefix: number): void {
    const writer = this.#writer;
    let parent = this.#rootAt;
    let depth = 0;
    for (;;) {
      const offset = writer.longAt(parent);
      const label = writer.at(this.#base + offset) & labelLength;
      const rest = depth + label;
      const below = rest < key.length && key.startsWith(labelOf(writer, this.#base + offset + 1, label), depth);
      const slot = below ? this.#slotFor(offset, key.charCodeAt(rest)) : 0;
      if (slot === 0) {
        writer.setLong(parent, this.#write(this.#withKey(this.#read(offset), key.slice(depth), exact, prefix)));
        return;
      }
      parent = slot;
      depth = rest + 1;
    }
  }

  /** Calls for each terminal of the tree with the place where it stands. */
  eachTerminal(visit: (at: number) => void): void {
    const writer = this.#writer;
    const left = [writer.longAt(this.#rootAt)];
    for (let offset = left.pop(); offset !== undefined; offset = left.pop()) {
      let at = this.#base + offset;
      const head = writer.at(at);
      at += 1 + labelWords(head & labelLength);
      if (head & hasExact) visit(at);
      at += exactWords(head);
      if (head & hasPrefix) visit(at);
      at += prefixWords(head);
      if ((head & hasChildren) === 0) continue;
      const { start, count } = slotsOf(writer.at(at), at, writer.at(at + 1));
      for (let slot = start; slot < start + 3 * count; slot += 3) {
        const child = writer.longAt(slot + 1);
        if (child !== 0) left.push(child);
      }
    }
  }
}

/** Keys that can be set one by one. */
export function isEditableKey(key: string): boolean {
  if (key.length > labelLength) return false;
  for (let index = 0; index < key.length; index++) if (key.charCodeAt(index) > largestLabelChar) return false;
  return true;
}
