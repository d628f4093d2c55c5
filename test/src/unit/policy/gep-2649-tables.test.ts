import { type JsonObject, mergePolicies, type OwnedPart } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('policy: the six tables of GEP-2649');

const levels = ['Namespace', 'Gateway', 'HTTPRoute'] as const;

type Level = (typeof levels)[number];
type Mode = 'override' | 'default';

interface Cell {
  readonly level: Level | undefined;
  readonly mode: Mode;
}

/** One line of a table: at the left a policy, which `older` says to be the older one or not. */
interface Table {
  readonly name: string;
  readonly left: Mode;
  readonly top: Mode;
}

const tables: readonly Table[] = [
  { name: 'overrides and defaults', left: 'default', top: 'override' },
  { name: 'overrides and overrides', left: 'override', top: 'override' },
  { name: 'defaults and defaults', left: 'default', top: 'default' },
];

const places: readonly (Level | undefined)[] = [undefined, ...levels];

/** The winner by the rules in words: overrides from the top, then the object's value, then defaults from the bottom. */
function expected(cells: readonly (Cell & { readonly value: string })[], own: readonly string[]): readonly string[] {
  const at = (mode: Mode, order: readonly Level[]) =>
    order.flatMap((level) => cells.filter((cell) => cell.mode === mode && cell.level === level));
  const [override] = at('override', levels);
  if (override) return [override.value];
  if (own.length > 0) return own;
  const [fallback] = at('default', levels.toReversed());
  return fallback ? [fallback.value] : [];
}

const partOf = ({ mode, value }: Cell & { readonly value: string }): OwnedPart => ({
  policy: `RetryOnPolicy/ns/${value}`,
  mode,
  granularity: 'field',
  spec: { retryOn: [value] },
});

let cellsSeen = 0;

for (const own of [[], ['404']]) {
  for (const { name, left, top } of tables) {
    test(`${name}, ${own.length === 0 ? 'an empty list' : 'a value'} in the HTTPRoute`, () => {
      for (const row of places) {
        for (const column of places) {
          cellsSeen += 1;
          // The policy at the left is the older one.
          const cells = [
            { level: row, mode: left, value: 'left' },
            { level: column, mode: top, value: 'top' },
          ].filter(({ level }) => level !== undefined);
          const parts = levels.map((level) => cells.filter((cell) => cell.level === level).map(partOf));
          const values: JsonObject = { retryOn: own };
          const { spec } = mergePolicies(parts, { object: 'HTTPRoute/ns/r', spec: values }, 'classic', {});
          assert.equal(spec['retryOn'], expected(cells, own), `${row ?? 'none'} and ${column ?? 'none'}`);
        }
      }
    });
  }
}

test('that makes 96 cells', () => {
  assert.is(cellsSeen, 96);
});

test.run();
