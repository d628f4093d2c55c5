import { fold, hostEnd, sameHost, sampledHash } from './host-name.ts';
import {
  childOf,
  exactWords,
  hasChildren,
  hasExact,
  hasPrefix,
  labelLength,
  labelWords,
  long,
  prefixWords,
  writeRadix,
} from './radix.ts';
import { TableWriter } from './table-writer.ts';

/** How far from its place a host may stand; one that collides more often goes to the tree, whose cost is its length. */
const maxProbes = 8;

/** Finds the most specific of a set of hostnames (`a.example.com`, `*.example.com`, `*`) that covers a host. */
export interface HostTable {
  /** Pairs of hash and number of the hostname plus 1; 0 is a free place. */
  readonly slots: Int32Array;
  readonly names: readonly string[];
  /** Reversed wildcards, and hosts that found no place; terminals are numbers plus 1. */
  readonly nodes: Uint16Array;
  /** Number of `*`, or -1. */
  readonly any: number;
  /** Numbers of all hosts where they are few. */
  readonly few: Int32Array;
}

/** Up to so many hosts are compared one by one: a native comparison takes less than the hash. */
const fewHosts = 4;

const isExact = (name: string): boolean => name !== '*' && !name.startsWith('*.');

const slotCount = (hosts: number): number => {
  let count = 16;
  while (count < hosts * 2) count *= 2;
  return count;
};

/** False where the host found no place. */
function place(slots: Int32Array, name: string, id: number): boolean {
  const mask = slots.length / 2 - 1;
  const hash = sampledHash(name, name.length);
  for (let probe = 0; probe < maxProbes; probe++) {
    const slot = 2 * ((hash + probe) & mask);
    if (slots[slot + 1] !== 0) continue;
    slots[slot] = hash;
    slots[slot + 1] = id + 1;
    return true;
  }
  return false;
}

interface TreeKey {
  readonly key: string;
  readonly id: number;
  readonly wildcard: boolean;
}

const reversed = (text: string): string => {
  let result = '';
  for (let index = text.length - 1; index >= 0; index--) result += text[index];
  return result;
};

function writeTree(keys: readonly TreeKey[]): Uint16Array {
  if (keys.length === 0) return new Uint16Array(0);
  const writer = new TableWriter(keys.length * 32);
  const order = Uint32Array.from(keys, (_, index) => index);
  const terminals = (from: number, to: number): { exact: number; prefix: number } => {
    const ended = [...order.subarray(from, to)].map((index) => keys[index]);
    const numberOf = (wildcard: boolean): number => (ended.find((key) => key?.wildcard === wildcard)?.id ?? -1) + 1;
    return { exact: numberOf(false), prefix: numberOf(true) };
  };
  writeRadix(writer, 0, { keys: keys.map(({ key }) => key), order, terminals });
  return writer.finish();
}

/** `names` are lower case and each there once. */
export function buildHostTable(names: readonly string[]): HostTable {
  const slots = new Int32Array(2 * slotCount(names.length));
  const keys: TreeKey[] = [];
  let any = -1;
  names.forEach((name, id) => {
    if (name === '*') any = id;
    else if (name.startsWith('*.')) keys.push({ key: reversed(name.slice(1)), id, wildcard: true });
    else if (!place(slots, name, id)) keys.push({ key: reversed(name), id, wildcard: false });
  });
  const exact = names.flatMap((name, id) => (isExact(name) ? [id] : []));
  const few = Int32Array.from(exact.length <= fewHosts ? exact : []);
  return { slots, names, nodes: writeTree(keys), any, few };
}

const isName = (authority: string, length: number, name: string): boolean => {
  if (authority.length === length && authority === name) return true;
  return sameHost(authority, length, name);
};

/** True when the label in front of `left` characters, read backwards, is there. */
function sameLabel(nodes: Uint16Array, node: number, label: number, authority: string, left: number): boolean {
  for (let index = 0; index < label; index++) {
    const char = ((nodes[node + (index >> 1)] ?? 0) >> ((index & 1) << 3)) & 0xff;
    if (fold(authority.charCodeAt(left - 1 - index)) !== char) return false;
  }
  return true;
}

/** The wildcard, or the host without a place, that is the longest for this host; -1 where there is none. */
function findInTree(nodes: Uint16Array, authority: string, length: number): number {
  let node = 0;
  let left = length;
  let best = -1;
  for (;;) {
    const head = nodes[node++] ?? 0;
    const label = head & labelLength;
    if (label > left || !sameLabel(nodes, node, label, authority, left)) return best;
    left -= label;
    node += labelWords(label);
    if (left === 0) return (head & hasExact) === 0 ? best : long(nodes, node) - 1;
    node += exactWords(head);
    // A wildcard stands for one label or more, never for none: something is left, so it holds.
    if ((head & hasPrefix) !== 0) best = long(nodes, node) - 1;
    node += prefixWords(head);
    if ((head & hasChildren) === 0) return best;
    node = childOf(nodes, node, fold(authority.charCodeAt(--left)));
    if (node === 0) return best;
  }
}

/** The number of the most specific name that covers the authority's host; -1 where none does. */
export function findHost({ slots, names, nodes, any, few }: HostTable, authority: string): number {
  for (let index = 0; index < few.length; index++) {
    const id = few[index] ?? 0;
    if (authority === names[id]) return id;
  }
  const length = hostEnd(authority);
  const mask = (slots.length >> 1) - 1;
  const hash = sampledHash(authority, length);
  for (let probe = 0; probe < maxProbes; probe++) {
    const slot = 2 * ((hash + probe) & mask);
    const id = (slots[slot + 1] ?? 0) - 1;
    if (id < 0) break;
    if (slots[slot] === hash && isName(authority, length, names[id] ?? '')) return id;
  }
  if (nodes.length === 0) return any;
  const found = findInTree(nodes, authority, length);
  return found < 0 ? any : found;
}
