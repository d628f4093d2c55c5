import { parseResource, validateStatus } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { core, gateway, gatewayClass, grant, listener, route } from './objects.ts';

const test = suite('validation: any input gives findings, never an exception');

const service = { name: 's', port: 80 };

const valid: readonly unknown[] = [
  gatewayClass({ description: 'x', parametersRef: { group: 'a', kind: 'B', name: 'c' } }),
  gateway({
    listeners: [
      listener({ tls: null, allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'HTTPRoute' }] } }),
    ],
    addresses: [{ value: '10.0.0.1' }],
    infrastructure: { labels: { a: 'b' } },
  }),
  route({
    parentRefs: [{ name: 'g', sectionName: 's' }],
    hostnames: ['a.test'],
    rules: [
      {
        name: 'r',
        matches: [
          {
            path: { value: '/a' },
            headers: [{ name: 'a', value: 'b' }],
            queryParams: [{ name: 'a', value: 'b' }],
            method: 'GET',
          },
        ],
        filters: [
          { type: 'CORS', cors: { allowOrigins: ['*'] } },
          { type: 'URLRewrite', urlRewrite: { hostname: 'b' } },
        ],
        backendRefs: [
          { ...service, filters: [{ type: 'RequestMirror', requestMirror: { backendRef: service, percent: 5 } }] },
        ],
        timeouts: { request: '1s', backendRequest: '1s' },
        retry: { codes: [500], attempts: 2, backoff: '1s' },
      },
    ],
  }),
  grant(),
  core('Namespace'),
  core('Service', { spec: { ports: [{ port: 80, targetPort: 'http' }] } }),
  core('EndpointSlice', { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ port: 80 }] }),
  core('Secret', { data: { a: 'AA==' }, stringData: { b: 'c' } }),
  core('ConfigMap', { data: { a: 'b' }, binaryData: { c: 'AA==' } }),
];

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    'x'.repeat(5000),
    -1,
    1e99,
    Number.NaN,
    true,
    [],
    {},
    [[]],
    '__proto__',
    '*',
    '\u0000',
    '\ud800',
  ),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    maxDepth: 3,
  }),
);

interface Mutation {
  /** Which of the places in the object. */
  readonly place: number;
  readonly key: string | undefined;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  key: fc.option(fc.constantFrom('__proto__', 'constructor', 'toString', 'status', 'spec', 'kind', 'x', ''), {
    nil: undefined,
  }),
  value: odd,
});

type Container = unknown[] | Record<string, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

function containers(root: unknown): readonly Container[] {
  const found: Container[] = [];
  const visit = (value: unknown): void => {
    if (!isContainer(value)) return;
    found.push(value);
    for (const part of Object.values(value)) visit(part);
  };
  visit(root);
  return found;
}

/** A copy with something else at one place, or one more key there. */
function mutate(object: unknown, { place, key, value }: Mutation): unknown {
  const copy: unknown = structuredClone(object);
  const all = containers(copy);
  const target = all[place % all.length];
  if (target === undefined) return value;
  const keys = Object.keys(target);
  // A list has no other keys in JSON.
  const name = Array.isArray(target) ? `${place % (target.length + 1)}` : (key ?? keys[place % keys.length] ?? 'x');
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

const subject = fc
  .tuple(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([object, mutations]) => mutations.reduce<unknown>(mutate, object));

test('the objects that are mutated are valid', () => {
  assert.equal(
    valid.map((object) => parseResource(object).kind),
    valid.map(() => 'resource'),
  );
});

test('mutations of valid objects', () => {
  fc.assert(
    fc.property(subject, fc.constantFrom('standard' as const, 'experimental' as const), (value, channel) => {
      const result = parseResource(value, { channel });
      const isError = result.findings.some(({ severity }) => severity === 'error');
      assert.is(isError, result.kind === 'invalid');
      validateStatus(value, { channel });
    }),
    { numRuns: 1500 },
  );
});

test('what was read is read again to the same', () => {
  fc.assert(
    fc.property(subject, (value) => {
      const first = parseResource(value);
      if (first.kind !== 'resource') return;
      const second = parseResource(first.resource);
      assert.is(second.kind, 'resource', JSON.stringify(second.findings));
      if (second.kind === 'resource') assert.equal(JSON.stringify(second.resource), JSON.stringify(first.resource));
    }),
    { numRuns: 500 },
  );
});

test('an object as JSON and as YAML is read alike', () => {
  fc.assert(
    fc.property(subject, (value) => {
      let text: string | undefined;
      try {
        text = JSON.stringify(value);
      } catch {
        // BigInt and cycles have no JSON.
        return;
      }
      if (text === undefined) return;
      const json = parseManifests(text, { file: 'f' });
      const yaml = parseManifests(`--- # x\n- ${text}`.replace('- {', '{'), { file: 'f' });
      assert.equal(
        json.resources.map(({ key }) => key),
        yaml.resources.map(({ key }) => key),
      );
    }),
    { numRuns: 500 },
  );
});

test('texts with something changed somewhere', () => {
  const text = valid.map((object) => JSON.stringify(object, null, 1)).join('\n---\n');
  const yaml = text.replaceAll(/"([a-zA-Z]+)":/g, '$1:');
  const change = fc.tuple(fc.nat(), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }));
  fc.assert(
    fc.property(fc.constantFrom(text, yaml), fc.array(change, { minLength: 1, maxLength: 3 }), (original, changes) => {
      const changed = changes.reduce((now, [at, length, insert]) => {
        const place = at % now.length;
        return `${now.slice(0, place)}${insert}${now.slice(place + length)}`;
      }, original);
      const { findings } = parseManifests(changed, { file: 'f' });
      assert.ok(findings.every(({ position }) => position !== undefined && position.line > 0 && position.column > 0));
    }),
    { numRuns: 300 },
  );
});

test('nothing is written to the prototype of objects', () => {
  const before = Reflect.ownKeys(Object.prototype).length;
  const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  for (const object of valid) {
    for (const place of [0, 1, 2, 3, 4, 5]) {
      for (const key of ['__proto__', 'constructor', 'prototype', 'labels', 'data']) {
        parseResource(mutate(object, { place, key, value: evil }));
      }
    }
  }
  assert.is(Reflect.ownKeys(Object.prototype).length, before);
  assert.is(Reflect.get({}, 'polluted'), undefined);
});

test.run();
