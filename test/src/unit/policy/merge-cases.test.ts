import { type EffectivePolicy, type JsonObject, type MergeRules, mergePolicies, type OwnedPart } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('policy: merge cases');

type Strategy =
  | 'AtomicDefaults'
  | 'AtomicOverrides'
  | 'PatchDefaults'
  | 'PatchOverrides'
  | 'RuleDefaults'
  | 'RuleOverrides';

interface Case {
  readonly name: string;
  /** From the top down. */
  readonly policies: readonly (readonly [name: string, strategy: Strategy, spec: JsonObject])[];
  readonly spec: JsonObject;
  /** Policy of each value. */
  readonly from: Readonly<Record<string, string>>;
}

const granularities = { Atomic: 'atomic', Patch: 'patch', Rules: 'rule' } as const;

function partOf([policy, strategy, spec]: Case['policies'][number]): OwnedPart {
  const mode = strategy.endsWith('Overrides') ? 'override' : 'default';
  const word = strategy.startsWith('Atomic') ? 'Atomic' : strategy.startsWith('Patch') ? 'Patch' : 'Rules';
  return { policy, mode, granularity: granularities[word], spec };
}

const rules: MergeRules = { ruleFields: ['rules'], listMapKeys: { rules: 'name' } };

const merge = ({ policies }: Case): EffectivePolicy =>
  mergePolicies(
    policies.map((entry) => [partOf(entry)]),
    undefined,
    'gep-713',
    rules,
  );

const cases: readonly Case[] = [
  {
    name: 'one policy alone is what it says',
    policies: [['gateway', 'AtomicDefaults', { limit: 5 }]],
    spec: { limit: 5 },
    from: { limit: 'gateway' },
  },
  {
    name: 'atomic defaults: the lower one takes everything, though it says less',
    policies: [
      ['gateway', 'AtomicDefaults', { limit: 5, window: '1m' }],
      ['route', 'AtomicDefaults', { limit: 9 }],
    ],
    spec: { limit: 9 },
    from: { limit: 'route' },
  },
  {
    name: 'atomic overrides: nothing of the lower one is left',
    policies: [
      ['gateway', 'AtomicOverrides', { limit: 5 }],
      ['route', 'AtomicDefaults', { limit: 9, window: '1m' }],
    ],
    spec: { limit: 5 },
    from: { limit: 'gateway' },
  },
  {
    name: 'the strategy of the higher one decides, whatever the lower one asks for',
    policies: [
      ['gateway', 'AtomicDefaults', { limit: 5 }],
      ['route', 'PatchOverrides', { window: '1m' }],
    ],
    spec: { window: '1m' },
    from: { window: 'route' },
  },
  {
    name: 'an atomic override of the lower one holds against what is lower still',
    policies: [
      ['gateway', 'AtomicDefaults', { limit: 5 }],
      ['route', 'AtomicOverrides', { limit: 9 }],
      ['rule', 'AtomicDefaults', { limit: 1 }],
    ],
    spec: { limit: 9 },
    from: { limit: 'route' },
  },
  {
    name: 'patch defaults: the lower one fills in its own and keeps the rest',
    policies: [
      ['gateway', 'PatchDefaults', { limit: 5, window: '1m' }],
      ['route', 'AtomicDefaults', { limit: 9 }],
    ],
    spec: { limit: 9, window: '1m' },
    from: { limit: 'route', window: 'gateway' },
  },
  {
    name: 'patch defaults reach into objects',
    policies: [
      ['gateway', 'PatchDefaults', { log: { level: 'info', to: 'disk' } }],
      ['route', 'PatchDefaults', { log: { level: 'debug' } }],
    ],
    spec: { log: { level: 'debug', to: 'disk' } },
    from: { 'log.level': 'route', 'log.to': 'gateway' },
  },
  {
    name: 'patch overrides: what the higher one does not name is left to the lower one',
    policies: [
      ['gateway', 'PatchOverrides', { log: { level: 'warn' } }],
      ['route', 'AtomicDefaults', { log: { level: 'debug', to: 'disk' } }],
    ],
    spec: { log: { level: 'warn', to: 'disk' } },
    from: { 'log.level': 'gateway', 'log.to': 'route' },
  },
  {
    name: 'a patch replaces a list as a whole',
    policies: [
      ['gateway', 'PatchDefaults', { methods: ['GET', 'HEAD'] }],
      ['route', 'PatchDefaults', { methods: ['POST'] }],
    ],
    spec: { methods: ['POST'] },
    from: { methods: 'route' },
  },
  {
    name: 'null in a patch takes a value away',
    policies: [
      ['gateway', 'PatchDefaults', { limit: 5, window: '1m' }],
      ['route', 'PatchDefaults', { window: null }],
    ],
    spec: { limit: 5 },
    from: { limit: 'gateway' },
  },
  {
    name: 'null takes a value away through a level that does not speak of it',
    policies: [
      ['gateway', 'PatchDefaults', { limit: 5, window: '1m' }],
      ['route', 'PatchDefaults', { limit: 7 }],
      ['rule', 'PatchDefaults', { window: null }],
    ],
    spec: { limit: 7 },
    from: { limit: 'route' },
  },
  {
    name: 'null of the lower one is no match for an override',
    policies: [
      ['gateway', 'PatchOverrides', { limit: 5 }],
      ['route', 'PatchDefaults', { limit: null, window: '1m' }],
    ],
    spec: { window: '1m', limit: 5 },
    from: { limit: 'gateway', window: 'route' },
  },
  {
    name: 'a patch puts an object in place of a scalar',
    policies: [
      ['gateway', 'PatchDefaults', { log: 'info' }],
      ['route', 'PatchDefaults', { log: { level: 'debug' } }],
    ],
    spec: { log: { level: 'debug' } },
    from: { 'log.level': 'route' },
  },
  {
    name: 'an object that replaced a scalar does not let older values of the object through',
    policies: [
      ['gateway', 'PatchDefaults', { log: { to: 'disk' } }],
      ['route', 'PatchDefaults', { log: 'off' }],
      ['rule', 'PatchDefaults', { log: { level: 'debug' } }],
    ],
    spec: { log: { level: 'debug' } },
    from: { 'log.level': 'rule' },
  },
  {
    name: 'an empty object in a patch replaces a scalar and adds nothing to an object',
    policies: [
      ['gateway', 'PatchDefaults', { a: 1, b: { c: 2 } }],
      ['route', 'PatchDefaults', { a: {}, b: {} }],
    ],
    spec: { a: {}, b: { c: 2 } },
    from: { a: 'route', 'b.c': 'gateway' },
  },
  {
    name: 'three patches of defaults: the lowest that speaks of a value has it',
    policies: [
      ['gateway', 'PatchDefaults', { a: 1, b: 1, c: 1 }],
      ['route', 'PatchDefaults', { b: 2, c: 2 }],
      ['rule', 'PatchDefaults', { c: 3 }],
    ],
    spec: { a: 1, b: 2, c: 3 },
    from: { a: 'gateway', b: 'route', c: 'rule' },
  },
  {
    name: 'three patches of overrides: the highest that speaks of a value has it',
    policies: [
      ['gateway', 'PatchOverrides', { a: 1 }],
      ['route', 'PatchOverrides', { a: 2, b: 2 }],
      ['rule', 'PatchOverrides', { a: 3, b: 3, c: 3 }],
    ],
    spec: { a: 1, b: 2, c: 3 },
    from: { a: 'gateway', b: 'route', c: 'rule' },
  },
  {
    name: 'defaults by rule: named entries side by side, one of the same name as a whole',
    policies: [
      ['gateway', 'RuleDefaults', { rules: { anonymous: { limit: 1, window: '1m' }, members: { limit: 5 } } }],
      ['route', 'RuleDefaults', { rules: { anonymous: { limit: 2 }, staff: { limit: 50 } } }],
    ],
    spec: { rules: { anonymous: { limit: 2 }, members: { limit: 5 }, staff: { limit: 50 } } },
    from: { 'rules.anonymous.limit': 'route', 'rules.members.limit': 'gateway', 'rules.staff.limit': 'route' },
  },
  {
    name: 'overrides by rule: the higher entry of a name stays, other names are added',
    policies: [
      ['gateway', 'RuleOverrides', { rules: { anonymous: { limit: 1 } } }],
      ['route', 'RuleDefaults', { rules: { anonymous: { limit: 2, window: '1m' }, staff: { limit: 50 } } }],
    ],
    spec: { rules: { anonymous: { limit: 1 }, staff: { limit: 50 } } },
    from: { 'rules.anonymous.limit': 'gateway', 'rules.staff.limit': 'route' },
  },
  {
    name: 'by rule, lists of named entries are merged by the name',
    policies: [
      [
        'gateway',
        'RuleDefaults',
        {
          rules: [
            { name: 'anonymous', limit: 1 },
            { name: 'members', limit: 5 },
          ],
        },
      ],
      ['route', 'RuleDefaults', { rules: [{ name: 'members', limit: 9 }] }],
    ],
    spec: {
      rules: [
        { name: 'anonymous', limit: 1 },
        { name: 'members', limit: 9 },
      ],
    },
    from: {
      'rules[0].name': 'gateway',
      'rules[0].limit': 'gateway',
      'rules[1].name': 'route',
      'rules[1].limit': 'route',
    },
  },
];

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

for (const entry of cases) {
  test(entry.name, () => {
    const { spec, origins } = merge(entry);
    assert.equal(plain(spec), entry.spec);
    const from = Object.entries(origins).map(([field, { policy }]) => [field, policy]);
    assert.equal(Object.fromEntries(from.sort()), Object.fromEntries(Object.entries(entry.from).sort()));
  });
}

test('there are twenty', () => {
  assert.is(cases.length, 20);
});

test.run();
