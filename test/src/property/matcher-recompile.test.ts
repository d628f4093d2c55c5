import { compileConfiguration, type EffectiveConfiguration, type EffectiveRule } from '@routeward/core';
import { aimedRequests, collidingConfiguration } from '@routeward/testing';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { firstDifference } from './matcher-agrees.ts';

const test = suite('property: matchers compiled from the one before');

/** One change of a list of rules; the numbers choose among what there is. */
interface Edit {
  readonly kind: 'remove' | 'insert' | 'move' | 'replace';
  readonly at: number;
  readonly other: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('remove', 'insert', 'move', 'replace'),
  at: fc.nat({ max: 9999 }),
  other: fc.nat({ max: 9999 }),
});

const rulesOf = (configuration: EffectiveConfiguration): EffectiveRule[] =>
  configuration.gateways.flatMap(({ listeners }) =>
    listeners.flatMap(({ virtualHosts }) => virtualHosts.flatMap(({ rules }) => rules)),
  );

function edited(rules: readonly EffectiveRule[], pool: readonly EffectiveRule[], { kind, at, other }: Edit) {
  const index = at % Math.max(1, rules.length);
  const from = pool[other % pool.length];
  const fresh = from ? [{ ...from }] : [];
  if (kind === 'insert') return rules.toSpliced(index, 0, ...fresh);
  if (kind === 'remove') return rules.toSpliced(index, 1);
  if (kind === 'replace') return rules.toSpliced(index, 1, ...fresh);
  const rest = rules.toSpliced(index, 1);
  return rest.toSpliced(other % (rest.length + 1), 0, ...rules.slice(index, index + 1));
}

/** All rules under one host, and a second one that stays as it is. */
function configurationWith(rules: readonly EffectiveRule[], others: readonly EffectiveRule[]): EffectiveConfiguration {
  const virtualHosts = [
    { hostname: '*.a', version: '', rules: others },
    { hostname: 'a.a', version: '', rules },
  ];
  const listener = {
    name: 'l',
    owner: 'Gateway/n/g',
    port: 80,
    protocol: 'HTTP' as const,
    virtualHosts,
    streamRules: [],
  };
  const gateway = { namespace: 'n', name: 'g', gatewayClass: 'c', addresses: [], version: '' };
  return { version: '', gateways: [{ ...gateway, listeners: [{ ...listener, version: '' }] }], backends: [] };
}

const pools = collidingConfiguration()
  .map(rulesOf)
  .filter((pool) => pool.length >= 40);

test('answer as if everything were compiled anew, however many changes came one after the other', () => {
  const steps = fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 12 });
  const requests = (pool: readonly EffectiveRule[]) => aimedRequests(configurationWith(pool, []), 12);
  const everything = pools.chain((pool) => fc.tuple(fc.constant(pool), steps, requests(pool)));
  fc.assert(
    fc.property(everything, ([pool, changes, asked]) => {
      // The other half has paths that are not in the tables yet.
      let rules: readonly EffectiveRule[] = pool.slice(pool.length / 2);
      let matcher = compileConfiguration(configurationWith(rules, pool.slice(0, 3)));
      for (const edits of changes) {
        rules = edits.reduce((list, one) => edited(list, pool, one), rules);
        const configuration = configurationWith(rules, pool.slice(0, 3));
        matcher = compileConfiguration(configuration, matcher);
        assert.is(firstDifference(configuration, matcher, asked), undefined);
      }
    }),
    { numRuns: 150 },
  );
});

test.run();
