import { chooseBackend, type WeightedBackend } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, type World } from './world.ts';

const test = suite('threat CP10: weights that add up to nothing or to too much');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

const worldOf = (weights: readonly number[], name = 'web'): World =>
  createWorld(
    ...shared,
    route('shop/cart', { rules: [{ backendRefs: weights.map((weight) => ({ name, port: 80, weight })) }] }),
  );

const backendsOf = ({ engine }: World): readonly WeightedBackend[] => {
  const rule = engine.configuration.gateways[0]?.listeners[0]?.virtualHosts[0]?.rules[0];
  if (rule?.action.kind !== 'forward') throw new Error('the rule forwards');
  return rule.action.backends;
};

test('all weights 0, or no backend at all: 500, never a backend', () => {
  for (const weights of [[0], [0, 0, 0], []]) {
    const world = worldOf(weights);
    assert.is(world.decide({}).code, 500, JSON.stringify(weights));
    const { action } = world.engine.configuration.gateways[0]?.listeners[0]?.virtualHosts[0]?.rules[0] ?? {};
    if (action?.kind !== 'forward') continue;
    for (const roll of [0, 0.5, 1 - Number.EPSILON]) assert.is(chooseBackend(action.backends, roll), undefined);
  }
});

test('an invalid backend of weight 0 takes no share, one with a weight keeps it', () => {
  const rules = [
    {
      backendRefs: [
        { name: 'nobody', port: 80, weight: 0 },
        { name: 'web', port: 80, weight: 1 },
        { name: 'gone', port: 80, weight: 1 },
      ],
    },
  ];
  const backends = backendsOf(createWorld(...shared, route('shop/cart', { rules })));
  assert.is(backends.length, 3);
  assert.is(chooseBackend(backends, 0)?.kind, 'backend');
  assert.is(chooseBackend(backends, 0.49)?.kind, 'backend');
  assert.is(chooseBackend(backends, 0.5)?.kind, 'invalid');
});

/** Shares over a million rolls that lie evenly in [0, 1). */
function sharesOf(backends: readonly WeightedBackend[]): readonly number[] {
  const rolls = 1_000_000;
  const counts = new Map<WeightedBackend, number>(backends.map((one) => [one, 0]));
  for (let at = 0; at < rolls; at++) {
    const chosen = chooseBackend(backends, (at + 0.5) / rolls);
    if (chosen !== undefined) counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  return backends.map((one) => (counts.get(one) ?? 0) / rolls);
}

for (const weights of [
  [1, 2, 3, 4],
  [1_000_000, 1],
  [333_333, 333_333, 333_334],
  [1, 0, 999_999],
]) {
  test(`the split ${weights.join(':')} is met within one in a million`, () => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = sharesOf(backendsOf(worldOf(weights)));
    for (const [at, weight] of weights.entries()) {
      const error = Math.abs((shares[at] ?? 0) - weight / total);
      assert.ok(error <= 1e-6, `${weight}: off by ${error}`);
    }
  });
}

test('sixteen times the largest weight: each gets a sixteenth, and the sum is exact', () => {
  const weights = Array.from({ length: 16 }, () => 1_000_000);
  const shares = sharesOf(backendsOf(worldOf(weights)));
  assert.ok(
    shares.every((share) => Math.abs(share - 1 / 16) <= 1e-6),
    JSON.stringify(shares),
  );
});

test('weights beyond what the API allows still choose a backend that has one', () => {
  const [one] = backendsOf(worldOf([1]));
  if (one === undefined) throw new Error('there is a backend');
  const huge = [2 ** 32, 2 ** 40, 0, 2 ** 52].map((weight) => ({ ...one, weight }));
  for (const roll of [0, 1e-12, 0.25, 0.999999, 1 - 2 ** -53]) {
    assert.ok((chooseBackend(huge, roll)?.weight ?? 0) > 0, String(roll));
  }
});

test('a roll of 0 and the largest roll below 1 choose the first and the last backend with a weight', () => {
  const backends = backendsOf(worldOf([0, 3, 7, 0]));
  assert.is(chooseBackend(backends, 0), backends[1]);
  assert.is(chooseBackend(backends, 1 - 2 ** -53), backends[2]);
});

test.run();
