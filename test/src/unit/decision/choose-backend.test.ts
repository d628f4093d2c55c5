import { chooseBackend, type WeightedBackend } from '@routeward/core';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('decision: weighted choice');

const backend = (name: string, weight: number): WeightedBackend => ({
  kind: 'backend',
  backend: `Service/ns/${name}/80`,
  ref: { group: '', kind: 'Service', namespace: 'ns', name, port: 80 },
  weight,
  filters: [],
});

const invalid = (weight: number): WeightedBackend => ({
  kind: 'invalid',
  ref: { group: '', kind: 'Service', namespace: 'ns', name: 'gone' },
  weight,
  reason: 'BackendNotFound',
  message: 'no such Service',
});

test('no backend and weights that are all zero give nothing', () => {
  assert.is(chooseBackend([], 0.5), undefined);
  assert.is(chooseBackend([backend('a', 0), invalid(0)], 0.5), undefined);
});

test('an invalid backend keeps its share', () => {
  const backends = [backend('a', 1), invalid(3)];
  assert.is(chooseBackend(backends, 0.2), backends[0]);
  assert.is(chooseBackend(backends, 0.25), backends[1]);
  assert.is(chooseBackend(backends, 0.999), backends[1]);
});

test('a backend with weight 0 is never chosen, whatever the roll', () => {
  const roll = fc.oneof(
    fc.constant(0),
    fc.constant(1 - Number.EPSILON / 2),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  );
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(weights, roll, (list, at) => {
      const chosen = chooseBackend(
        list.map((weight, index) => backend(String(index), weight)),
        at,
      );
      const sum = list.reduce((total, weight) => total + weight, 0);
      assert.is(chosen === undefined, sum === 0);
      assert.ok(chosen === undefined || chosen.weight > 0);
    }),
  );
});

test('shares are exact on an even grid of rolls', () => {
  const backends = [backend('a', 7), backend('b', 2), backend('c', 1)];
  const counts = new Map<string, number>();
  for (let step = 0; step < 1000; step += 1) {
    const chosen = chooseBackend(backends, (step + 0.5) / 1000);
    const name = chosen?.ref.name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assert.equal(
    [...counts],
    [
      ['a', 700],
      ['b', 200],
      ['c', 100],
    ],
  );
});

test.run();
