import {
  type EffectivePolicyScope,
  type Engine,
  isPolicy,
  type JsonValue,
  mergeModes,
  parseResource,
  type Resource,
  type ResourceChange,
  resourceKey,
} from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { engineWith, hierarchy, madePolicies, madePolicy, objectOf, type Target, targets } from './policy-world.ts';

const test = suite('property: policies');

const resourcesOf = (policies: readonly { readonly resource: Resource }[]): readonly Resource[] =>
  policies.map(({ resource }) => resource);

const told = (engine: Engine): string =>
  JSON.stringify([
    mergeModes.map((mode) => engine.policies(mode)),
    engine.status(),
    engine.findings(),
    engine.configuration,
  ]);

test('the order of policies in the input does not matter', () => {
  const shuffled = madePolicies().chain((policies) =>
    fc.tuple(fc.constant(policies), fc.shuffledSubarray([...policies], { minLength: policies.length })),
  );
  fc.assert(
    fc.property(shuffled, ([policies, others]) => {
      const first = engineWith([...hierarchy, ...resourcesOf(policies)]);
      const second = engineWith([...resourcesOf(others), ...hierarchy.toReversed()]);
      assert.is(told(second), told(first));
    }),
    { numRuns: 150 },
  );
});

test('incremental and full give the same', () => {
  const step = fc.oneof(
    madePolicy().map(({ resource }): ResourceChange => ({ kind: 'upsert', resource })),
    madePolicy().map(({ resource }): ResourceChange => ({ kind: 'delete', key: resourceKey(resource) })),
    fc.constantFrom(...hierarchy).map((resource): ResourceChange => ({ kind: 'upsert', resource })),
    fc.constantFrom(...hierarchy).map((resource): ResourceChange => ({ kind: 'delete', key: resourceKey(resource) })),
  );
  fc.assert(
    fc.property(
      madePolicies(),
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
      (policies, steps) => {
        const engine = engineWith([...hierarchy, ...resourcesOf(policies)]);
        // Asked in between, so that what is kept has to be dropped in time.
        for (const changes of steps) {
          engine.apply(changes);
          for (const mode of mergeModes) engine.policies(mode);
        }
        assert.is(told(engine), told(engineWith(engine.resources())));
      },
    ),
    { numRuns: 200 },
  );
});

test('a policy on a Gateway without routes loses its ancestor with the class, and has it again', () => {
  const parsed = parseResource({
    apiVersion: 'paint.example.com/v1',
    kind: 'ColorPolicy',
    metadata: { name: 'a', namespace: 'ns' },
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'idle' }], color: 'red' },
  });
  assert.is(parsed.kind, 'resource');
  if (parsed.kind !== 'resource') return;
  const engine = engineWith([...hierarchy, parsed.resource]);
  const whole = told(engine);
  const gatewayClass = hierarchy.filter(({ kind }) => kind === 'GatewayClass');
  engine.apply(gatewayClass.map((resource) => ({ kind: 'delete', key: resourceKey(resource) })));
  assert.is(told(engine), told(engineWith(engine.resources())));
  engine.apply(gatewayClass.map((resource) => ({ kind: 'upsert', resource })));
  assert.is(told(engine), whole);
});

const keyOf = ({ kind, path }: EffectivePolicyScope): string => `${kind} ${path.join(' ')}`;

const byKey = (engine: Engine): ReadonlyMap<string, string> =>
  new Map(engine.policies().map((scope) => [keyOf(scope), JSON.stringify(scope)]));

test('another policy changes only scopes below its target', () => {
  // A Namespace is on every path here.
  const places = targets.filter(({ kind }) => kind !== 'Namespace');
  fc.assert(
    fc.property(madePolicies(places), madePolicy(places), (policies, added) => {
      const key = resourceKey(added.resource);
      const others = resourcesOf(policies).filter((resource) => resourceKey(resource) !== key);
      const engine = engineWith([...hierarchy, ...others]);
      const before = byKey(engine);
      engine.apply([{ kind: 'upsert', resource: added.resource }]);
      const after = byKey(engine);
      for (const place of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(place) === after.get(place)) continue;
        const [kind, ...path] = place.split(' ');
        assert.is(kind, added.resource.kind);
        assert.ok(path.includes(objectOf(added.target)), `${place} for ${key} on ${objectOf(added.target)}`);
      }
    }),
    { numRuns: 200 },
  );
});

function valueAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let current: unknown = value;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, name ?? index ?? '');
  }
  return current === undefined ? undefined : JSON.parse(JSON.stringify(current));
}

/** Values of a policy's part by its mode, however it is written. */
function partsOf(resource: Resource, mode: string): readonly JsonValue[] {
  if (!isPolicy(resource)) return [];
  const { override, overrides, default: single, defaults } = resource.spec;
  const bare = { ...resource.spec };
  const found = mode === 'override' ? [override, overrides] : [single, defaults, bare];
  return found.filter((part) => part !== undefined);
}

test('the origin of every value is there, and has that value at that place', () => {
  let seen = 0;
  fc.assert(
    fc.property(madePolicies(), (policies) => {
      const engine = engineWith([...hierarchy, ...resourcesOf(policies)]);
      for (const { spec, origins } of mergeModes.flatMap((mode) => engine.policies(mode))) {
        for (const [path, { policy, mode, field = path }] of Object.entries(origins)) {
          const resource = engine.resource(policy);
          assert.ok(resource, policy);
          const value = valueAt(spec, path);
          assert.is.not(value, undefined, path);
          seen += 1;
          if (mode === 'object' || !resource) continue;
          const found = partsOf(resource, mode).map((part) => JSON.stringify(valueAt(part, field)));
          assert.ok(found.includes(JSON.stringify(value)), `${path} of ${policy}: ${JSON.stringify(value)}`);
        }
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(seen > 500, `${seen} values`);
});

test('an override in classic is not beaten from below', () => {
  const below = targets.filter(({ kind }) => kind === 'HTTPRoute' || kind === 'Service');
  const above: readonly Target[] = targets.filter(
    ({ kind, sectionName }) => kind === 'Gateway' && sectionName === undefined,
  );
  fc.assert(
    fc.property(fc.constantFrom(...above), madePolicies(below), (target, policies) => {
      const { group, kind, name } = target;
      const spec = { targetRefs: [{ group, kind, name }], override: { color: 'gold' } };
      const insisted: Resource = {
        apiVersion: 'paint.example.com/v1',
        kind: 'ColorPolicy',
        metadata: { name: 'insists', namespace: 'ns' },
        spec,
      };
      const engine = engineWith([...hierarchy, ...resourcesOf(policies), insisted]);
      for (const scope of engine.policies('classic')) {
        if (scope.kind !== 'ColorPolicy' || !scope.path.includes(objectOf(target))) continue;
        assert.is(scope.spec['color'], 'gold', keyOf(scope));
        assert.is(scope.origins['color']?.policy, 'ColorPolicy/ns/insists');
      }
    }),
    { numRuns: 150 },
  );
});

test('no policy makes an engine throw, whatever stands in it', () => {
  const names = [
    'override',
    'default',
    'overrides',
    'defaults',
    'strategy',
    'targetRef',
    'targetRefs',
    'targetSelectors',
  ];
  const words = [...names, 'kind', 'group', 'name', 'namespace', 'sectionName', 'matchLabels', 'matchExpressions'];
  const keys = fc.oneof(
    fc.constantFrom(...words, '__proto__', 'constructor', 'maxRetries', 'color', 'a#b', ''),
    fc.string(),
  );
  const texts = fc.constantFrom(
    'Gateway',
    'HTTPRoute',
    'Service',
    'g',
    'r',
    'one',
    'Atomic',
    '__proto__',
    '#',
    '/',
    '',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium' },
      fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null), fc.string()),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.array(fc.tuple(keys, tie('tree')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const target = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' };
  const specs = fc.array(fc.tuple(keys, tree), { maxLength: 5 }).map((entries) => ({
    targetRefs: [target],
    ...Object.fromEntries(entries),
  }));
  const kinds = ['RetryPolicy', 'AccessPolicy', 'TrafficPolicy', 'RateLimitPolicy', 'MirrorPolicy', 'HeaderPolicy'];
  let read = 0;
  fc.assert(
    fc.property(fc.constantFrom(...kinds), specs, (kind, spec) => {
      const head = { apiVersion: 'policy.routeward.dev/v1alpha1', kind, metadata: { name: 'p', namespace: 'ns' } };
      const parsed = parseResource({ ...head, spec });
      if (parsed.kind !== 'resource') return;
      read += 1;
      told(engineWith([...hierarchy, parsed.resource]));
    }),
    { numRuns: 300 },
  );
  assert.ok(read > 200, `${read} were read`);
});

test('what an engine says of policies can be said in JSON and not be changed', () => {
  fc.assert(
    fc.property(madePolicies(), (policies) => {
      const scopes = engineWith([...hierarchy, ...resourcesOf(policies)]).policies();
      assert.ok(Object.isFrozen(scopes));
      assert.equal(JSON.parse(JSON.stringify(scopes)).length, scopes.length);
    }),
    { numRuns: 20 },
  );
});

test.run();
