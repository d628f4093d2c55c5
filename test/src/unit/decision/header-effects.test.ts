import {
  compileConfiguration,
  type DecidedHeaders,
  decide,
  type EffectiveConfiguration,
  type HeaderChanges,
} from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('decision: several header filters of one rule');

const ref = { group: '', kind: 'Service', namespace: 'ns', name: 's', port: 80 };

/** One rule with these filters, in front of one backend. */
function configurationOf(lists: readonly HeaderChanges[]): EffectiveConfiguration {
  const rule = {
    origin: { route: 'HTTPRoute/ns/r', rule: 0, match: 0, hostname: '*', createdAt: 0 },
    match: { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] },
    filters: lists.map((changes) => ({ kind: 'requestHeaders', changes }) as const),
    action: { kind: 'forward', backends: [{ kind: 'backend', backend: 'b', ref, weight: 1, filters: [] }] },
    settings: {},
  } as const;
  const listener = {
    name: 'http',
    owner: 'Gateway/ns/g',
    port: 80,
    protocol: 'HTTP',
    virtualHosts: [{ hostname: '*', version: '1', rules: [rule] }],
    streamRules: [],
    version: '1',
  } as const;
  const gateway = { namespace: 'ns', name: 'g', gatewayClass: 'c', addresses: [], listeners: [listener], version: '1' };
  return { version: '1', gateways: [gateway], backends: [] };
}

function decidedOf(lists: readonly HeaderChanges[]): DecidedHeaders {
  const decided = decide(compileConfiguration(configurationOf(lists)), { authority: 'a.example.com', path: '/' });
  if (decided.kind !== 'decided') throw new Error(JSON.stringify(decided));
  return decided.decision.requestHeaders ?? {};
}

/** What HTTPHeaderFilter says of one list: set, add, remove. */
function apply(headers: ReadonlyMap<string, readonly string[]>, { set = [], add = [], remove = [] }: DecidedHeaders) {
  const changed = new Map(headers);
  for (const { name, value } of set) changed.set(name, [value]);
  for (const { name, value } of add) changed.set(name, [...(changed.get(name) ?? []), value]);
  for (const name of remove) changed.delete(name);
  return changed;
}

const name = fc.constantFrom('a', 'b', 'c');
const values = fc.uniqueArray(fc.record({ name, value: fc.constantFrom('1', '2', '3') }), {
  selector: (header) => header.name,
});

/** One action for each header, as HTTPHeaderFilter demands. */
const changes = fc.record({ set: values, add: values, remove: fc.uniqueArray(name) }).map(({ set, add, remove }) => {
  const taken = new Set(set.map((header) => header.name));
  const added = add.filter((header) => !taken.has(header.name));
  for (const header of added) taken.add(header.name);
  return { set, add: added, remove: remove.filter((header) => !taken.has(header)) };
});

test('come to what they do one after the other', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 4 }), fc.array(name), (lists, present) => {
      const headers = new Map(present.map((header) => [header, ['0']]));
      const expected = lists.reduce<ReadonlyMap<string, readonly string[]>>(apply, headers);
      assert.equal(apply(headers, decidedOf(lists)), expected);
    }),
    { numRuns: 500 },
  );
});

test.run();
