import * as fc from 'fast-check';

/** One thing done to one place of a tree of JSON. */
interface Damage {
  /** Which place, counted over all places of the tree. */
  readonly place: number;
  readonly what: (value: unknown) => unknown;
}

/** What people, generators and attackers put where something else belongs. */
const strangers: readonly unknown[] = [
  null,
  undefined,
  '',
  '__proto__',
  'x'.repeat(300),
  '\u0000\uD800',
  '*',
  '*.*',
  '..',
  '/../..',
  '(a',
  '0s',
  '99999h',
  'true',
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  1e308,
  true,
  [],
  [null],
  [[]],
  {},
  { name: {} },
];

const removed = Symbol('removed');

const damages: fc.Arbitrary<Damage['what']> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...strangers).map((stranger) => () => structuredClone(stranger)) },
  { weight: 2, arbitrary: fc.constant(() => removed) },
  { weight: 1, arbitrary: fc.constant((value: unknown) => [value, value]) },
  {
    weight: 1,
    arbitrary: fc.constant((value: unknown) => (Array.isArray(value) ? [...value, ...value, ...value] : { value })),
  },
  { weight: 1, arbitrary: fc.constant((value: unknown) => String(value)) },
);

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function countPlaces(value: unknown): number {
  return isTree(value) ? Object.values(value).reduce((sum: number, one) => sum + 1 + countPlaces(one), 0) : 0;
}

/** The tree with the damage at the place that comes after `place` others. */
function damaged(value: unknown, place: number, what: Damage['what']): unknown {
  if (!isTree(value)) return value;
  let left = place;
  const entries = Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
    const mine = left--;
    if (mine === 0) {
      const changed = what(one);
      return changed === removed ? [] : [[key, changed]];
    }
    const inside = countPlaces(one);
    const into = left;
    left -= inside;
    return [[key, mine > 0 && into < inside ? damaged(one, into, what) : one]];
  });
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

const damage: fc.Arbitrary<Damage> = fc.record({ place: fc.nat(100_000), what: damages });

/** A configuration in which a few fields are gone or hold something else. */
export const damagedManifests = (intact: fc.Arbitrary<readonly unknown[]>): fc.Arbitrary<readonly unknown[]> =>
  fc.tuple(intact, fc.array(damage, { maxLength: 8, size: 'max' })).map(([manifests, all]) => {
    const changed = [...manifests];
    for (const { place, what } of all) {
      const at = place % Math.max(changed.length, 1);
      changed[at] = damaged(changed[at], place % Math.max(countPlaces(changed[at]), 1), what);
    }
    return changed;
  });
