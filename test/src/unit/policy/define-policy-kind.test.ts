import {
  definePolicyKind,
  type JsonObject,
  type PolicyKind,
  type PolicyKindDefinition,
  PolicyKindError,
} from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as z from 'zod';

const test = suite('policy: definePolicyKind');

const definition: PolicyKindDefinition = {
  group: 'paint.example.com',
  kind: 'ColorPolicy',
  schema: z.object({ color: z.exactOptional(z.string()), size: z.exactOptional(z.number()) }),
  targets: ['Gateway', 'HTTPRoute', 'GatewayClass'],
  attachment: 'inherited',
};

const define = (changes: Partial<PolicyKindDefinition>): PolicyKind => definePolicyKind({ ...definition, ...changes });

test('what is left out has a default', () => {
  const kind = define({});
  assert.equal(kind.sections, ['Gateway', 'HTTPRoute']);
  assert.equal(kind.selection, ['name', 'labels']);
  assert.equal(kind.mergeStrategies[0], { mode: 'default', granularity: 'atomic' });
  assert.is(kind.protects, false);
  assert.equal(define({ attachment: 'direct' }).mergeStrategies, [{ mode: 'none' }]);
});

const contradictions: readonly (readonly [string, Partial<PolicyKindDefinition>])[] = [
  ['a kind that is not named like a policy', { kind: 'Color' }],
  ['no targets', { targets: [] }],
  ['no strategies', { strategies: [] }],
  ['a direct kind that merges', { attachment: 'direct', strategies: [{ mode: 'default', granularity: 'patch' }] }],
  ['None beside others', { strategies: [{ mode: 'none' }, { mode: 'default', granularity: 'patch' }] }],
  ['custom without a function', { strategies: [{ mode: 'default', granularity: 'custom' }] }],
];

for (const [name, changes] of contradictions) {
  test(`${name} is a mistake of the program's`, () => {
    assert.throws(
      () => define(changes),
      (error: unknown) => error instanceof PolicyKindError && error.code === 'ROUTEWARD_POLICY_KIND',
    );
  });
}

/** `mode granularity {values}` of each part. */
const read = (spec: JsonObject, kind = define({})): unknown => {
  const reading = kind.read({ targetRefs: [], ...spec });
  return reading.kind === 'read'
    ? reading.parts.map(({ mode, granularity, spec: values }) => `${mode} ${granularity} ${JSON.stringify(values)}`)
    : reading.problems.map(({ path, message }) => `${path}: ${message}`);
};

const readings: readonly (readonly [what: string, spec: JsonObject, expected: readonly string[]])[] = [
  [
    'override and default are per field',
    { override: { size: 1 }, default: { size: 2 } },
    ['override field {"size":1}', 'default field {"size":2}'],
  ],
  ['overrides are atomic', { overrides: { size: 1 } }, ['override atomic {"size":1}']],
  ['defaults are atomic', { defaults: { size: 1 } }, ['default atomic {"size":1}']],
  ['a strategy in them', { defaults: { strategy: 'Patch', size: 1 } }, ['default patch {"size":1}']],
  ['a strategy beside them', { overrides: { size: 1 }, strategy: 'patch' }, ['override patch {"size":1}']],
  [
    'both of them are per field',
    { overrides: { size: 1 }, defaults: { size: 2 } },
    ['override field {"size":1}', 'default field {"size":2}'],
  ],
  ['bare values are defaults', { size: 1 }, ['default atomic {"size":1}']],
  ['bare values with a strategy', { size: 1, strategy: 'Patch' }, ['default patch {"size":1}']],
  [
    'values beside override belong in it',
    { override: { size: 1 }, size: 2 },
    ['spec.size: stands beside override: values belong in there'],
  ],
  ['an override that is no object', { override: 3 }, ['spec.override: must be an object']],
  [
    'an unknown strategy',
    { size: 1, strategy: 'Mix' },
    ['spec.strategy: must be one of Atomic, Patch, Field, Rule and Custom'],
  ],
  [
    'a strategy that the kind does not have',
    { size: 1, strategy: 'Rule' },
    ['spec: this kind has no defaults of strategy rule'],
  ],
  [
    'two strategies in one policy',
    { overrides: { size: 1 }, defaults: { size: 1 }, strategy: 'Atomic' },
    [
      'spec.overrides: one policy can choose one strategy only, for defaults or for overrides',
      'spec.defaults: one policy can choose one strategy only, for defaults or for overrides',
    ],
  ],
  [
    'a bad value is told at its place',
    { default: { size: 'big' } },
    ['spec.default.size: must be a number, but is a string'],
  ],
];

for (const [what, spec, expected] of readings) test(what, () => assert.equal(read(spec), expected));

test('a direct kind takes the spec as it is', () => {
  assert.equal(read({ size: 1 }, define({ attachment: 'direct' })), ['direct atomic {"size":1}']);
});

test('a kind with overrides only means overrides', () => {
  const kind = define({ strategies: [{ mode: 'override', granularity: 'patch' }] });
  assert.equal(read({ size: 1 }, kind), ['override patch {"size":1}']);
});

test("the kind's own check comes after the schema", () => {
  const kind = define({ check: ({ size }) => (size === 13 ? [{ path: 'size', message: 'is unlucky' }] : []) });
  assert.equal(read({ default: { size: 13 } }, kind), ['spec.default.size: is unlucky']);
  assert.equal(read({ default: { size: 12 } }, kind), ['default field {"size":12}']);
});

test.run();
