import type { Balancer } from './balancer.ts';
import type { EndpointState } from './endpoint-state.ts';
import { hash, hashes } from './hash.ts';

/** Envoy's bound. */
const mostSlots = 5_000_011;

function isPrime(value: number): boolean {
  if (value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}

/** Only a prime number of slots lets every step lead to every slot. */
function slotsFor(tableSize: number, endpoints: number): number {
  let size = Math.min(mostSlots, Math.max(Math.floor(tableSize), endpoints, 2));
  while (!isPrime(size)) size++;
  return size;
}

/** Slots of a table, by the place of their endpoint (Eisenbud et al., NSDI 2016, 3.4). */
function buildTable(endpoints: readonly EndpointState[], tableSize: number): Int32Array {
  const size = slotsFor(tableSize, endpoints.length);
  const table = new Int32Array(size).fill(-1);
  // By name, so that the order of the list does not matter.
  const order = endpoints.map((_endpoint, place) => place).sort((a, b) => compareNames(endpoints, a, b));
  const walks = order.map((place) => {
    const [first = 0, second = 0] = hashes(endpoints[place]?.name ?? '');
    return { place, at: first % size, skip: (second % (size - 1)) + 1 };
  });
  for (let filled = 0; filled < size; ) {
    for (const walk of walks) {
      if (filled === size) break;
      while (table[walk.at] !== -1) walk.at = (walk.at + walk.skip) % size;
      table[walk.at] = walk.place;
      filled++;
    }
  }
  return table;
}

function compareNames(endpoints: readonly EndpointState[], a: number, b: number): number {
  const first = endpoints[a]?.name ?? '';
  const second = endpoints[b]?.name ?? '';
  return first < second ? -1 : Number(first > second);
}

/** How often a key is hashed anew where its endpoint is not usable, before the next usable slot is taken. */
const tries = 16;

function lookUp(
  table: Int32Array,
  endpoints: readonly EndpointState[],
  key: string,
  usable: ReadonlySet<EndpointState>,
): EndpointState | undefined {
  for (let attempt = 0; attempt < tries; attempt++) {
    const slot = hash(attempt === 0 ? key : `${attempt} ${key}`) % table.length;
    const endpoint = endpoints[table[slot] ?? 0];
    if (endpoint !== undefined && usable.has(endpoint)) return endpoint;
  }
  return usable.values().next().value;
}

/**
 * Consistent hashing with a table: spreads keys more evenly than a ring; an endpoint that goes moves a few keys of the
 * others, too. Without a key: by chance.
 */
export function maglev(tableSize: number, roll: () => number): Balancer {
  let table: Int32Array = new Int32Array();
  let endpoints: readonly EndpointState[] = [];
  let usableList: readonly EndpointState[] = [];
  let usableSet: ReadonlySet<EndpointState> = new Set();
  return ({ usable, all, key }) => {
    if (key === undefined) return usable[Math.floor(roll() * usable.length)];
    if (endpoints !== all) {
      table = buildTable(all, tableSize);
      endpoints = all;
    }
    if (usableList !== usable) {
      usableList = usable;
      usableSet = new Set(usable);
    }
    return lookUp(table, endpoints, key, usableSet);
  };
}
