import type { Balancer } from './balancer.ts';
import type { EndpointState } from './endpoint-state.ts';
import { hash, hashes } from './hash.ts';

/** Points of one endpoint; more would spread keys no more evenly than some 3 %. */
const mostEach = 1024;
const leastEach = 160;
/** Points of a ring, however many endpoints there are. */
const mostPoints = 1_000_000;
const pointsPerHash = 5;

interface Ring {
  readonly points: Float64Array;
  readonly endpoints: readonly EndpointState[];
}

/** Above this, a point and the place of its endpoint share one number, which sorts by the point. */
const placeBits = 2 ** 20;

/** What was hashed stays: a list that changes by one endpoint costs the hashes of that one. */
const hashed = new WeakMap<EndpointState, readonly number[]>();

function pointsOf(endpoint: EndpointState, count: number): readonly number[] {
  const known = hashed.get(endpoint);
  if (known !== undefined && known.length >= count) return known;
  const points: number[] = [];
  for (let index = 0; points.length < count; index++) points.push(...hashes(`${endpoint.name}_${index}`));
  hashed.set(endpoint, points);
  return points;
}

/**
 * Every endpoint has the same number of points whatever the number of endpoints: shared out of a fixed size, all would
 * get more when one goes, and those would take keys from the others.
 */
function buildRing(endpoints: readonly EndpointState[], minimumSize: number): Ring {
  const wanted = Math.min(mostEach, Math.max(leastEach, minimumSize));
  const each = Math.max(pointsPerHash, Math.min(wanted, Math.floor(mostPoints / endpoints.length)));
  const points = new Float64Array(endpoints.length * each);
  endpoints.forEach((endpoint, place) => {
    const from = pointsOf(endpoint, each);
    for (let index = 0; index < each; index++) points[place * each + index] = (from[index] ?? 0) * placeBits + place;
  });
  return { points: points.sort(), endpoints };
}

/** Where the first point at or behind `value` is. */
function search(points: Float64Array, value: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first usable endpoint behind the key's place on the ring. */
function walk({ points, endpoints }: Ring, key: string, usable: ReadonlySet<EndpointState>): EndpointState | undefined {
  const start = search(points, hash(key) * placeBits);
  for (let step = 0; step < points.length; step++) {
    const endpoint = endpoints[(points[(start + step) % points.length] ?? 0) % placeBits];
    if (endpoint !== undefined && usable.has(endpoint)) return endpoint;
  }
  return undefined;
}

/**
 * Consistent hashing on a ring: an endpoint that comes or goes moves only the keys that are or were its own. Without
 * a key: by chance.
 */
export function ringHash(minimumSize: number, roll: () => number): Balancer {
  let ring: Ring = { points: new Float64Array(), endpoints: [] };
  let usableList: readonly EndpointState[] = [];
  let usableSet: ReadonlySet<EndpointState> = new Set();
  return ({ usable, all, key }) => {
    if (key === undefined) return usable[Math.floor(roll() * usable.length)];
    if (ring.endpoints !== all) ring = buildRing(all, minimumSize);
    if (usableList !== usable) {
      usableList = usable;
      usableSet = new Set(usable);
    }
    return walk(ring, key, usableSet);
  };
}
