import { type MergeMode, mergePolicies, type OwnedPart } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readText } from '../../contract/source-files.ts';
import { type Combination, combinations, differing, resultOf, strategyTable } from './strategy-combinations.ts';

const test = suite('policy: combinations of strategies');

test('there are 112 over two and three levels of three', () => {
  assert.is(combinations.length, 112);
  assert.is(new Set(combinations.map((entry) => JSON.stringify(entry))).size, 112);
});

test('gep-713 and gep-713-literal differ in 24 of them, in 16 of those on the field that all of them set', () => {
  assert.is(differing().length, 24);
  const contested = differing().filter(
    (entry) => resultOf(entry, 'gep-713').spec['x'] !== resultOf(entry, 'gep-713-literal').spec['x'],
  );
  assert.is(contested.length, 16);
});

test('they only ever differ over three levels', () => {
  assert.ok(differing().every((entry) => entry.every((strategy) => strategy !== undefined)));
});

/** GatewayClass, Gateway, route in the order in which their values count. */
function byOrder(entry: Combination): unknown {
  const levels = ['GatewayClass', 'Gateway', 'HTTPRoute'];
  const present = levels.filter((_, index) => entry[index] !== undefined);
  const override = levels.find((_, index) => entry[index]?.endsWith('Overrides'));
  return override ?? present.at(-1);
}

test('on the field that all set, gep-713 and classic follow the order of overrides and defaults in every combination', () => {
  for (const entry of combinations) {
    assert.is(resultOf(entry, 'gep-713').spec['x'], byOrder(entry), JSON.stringify(entry));
    assert.is(resultOf(entry, 'classic').spec['x'], byOrder(entry), JSON.stringify(entry));
  }
});

test('a higher override that gep-713 keeps can be lost by the letter', () => {
  const entry: Combination = ['AtomicOverrides', 'AtomicDefaults', 'AtomicDefaults'];
  assert.is(resultOf(entry, 'gep-713').spec['x'], 'GatewayClass');
  assert.is(resultOf(entry, 'gep-713-literal').spec['x'], 'HTTPRoute');
});

test('the documentation lists the 24', () => {
  assert.ok(readText('docs/policies.md').includes(strategyTable()), `docs/policies.md needs:\n${strategyTable()}`);
});

test('at one level the older policy is the established one: by the letter, defaults of the newer one win', () => {
  const part = (policy: string): OwnedPart => ({
    policy,
    mode: 'default',
    granularity: 'atomic',
    spec: { x: policy },
  });
  const level = [[part('ColorPolicy/ns/older'), part('ColorPolicy/ns/newer')]];
  const winner = (mode: MergeMode): unknown => mergePolicies(level, undefined, mode, {}).spec['x'];
  assert.is(winner('classic'), 'ColorPolicy/ns/older');
  assert.is(winner('gep-713'), 'ColorPolicy/ns/newer');
  assert.is(winner('gep-713-literal'), 'ColorPolicy/ns/newer');
});

test.run();
