import { createEngine, type ResourceChange } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, resourceOf } from './world.ts';

const test = suite('threat CP13: a request sees half of a change');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

const generation = (number: number): readonly unknown[] =>
  ['a', 'b', 'c'].map((name) =>
    route(`shop/${name}`, {
      hostnames: [`${name}.test`],
      rules: [
        {
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: { set: [{ name: 'x-gen', value: String(number) }] },
            },
          ],
          backendRefs: backend(),
        },
      ],
    }),
  );

test('while a change is being read, readers see the old configuration; afterwards, all of the new one', () => {
  const world = createWorld(...shared, ...generation(1));
  const { engine } = world;
  const old = engine.configuration;
  const seen: unknown[] = [];
  function* changes(): Generator<ResourceChange> {
    for (const manifest of generation(2)) {
      yield { kind: 'upsert', resource: resourceOf(manifest) };
      seen.push(engine.configuration === old);
    }
  }
  engine.apply(changes());
  assert.equal(seen, [true, true, true]);
  for (const name of ['a', 'b', 'c']) {
    const { requestHeaders } = world.decide({ authority: `${name}.test` });
    assert.equal(requestHeaders?.set, [{ name: 'x-gen', value: '2' }]);
  }
});

test('every configuration that a reader ever holds is of one generation, and stays what it was', () => {
  const { engine } = createWorld(...shared, ...generation(0));
  const held = Array.from({ length: 50 }, (_, at) => {
    engine.apply(generation(at).map((manifest) => ({ kind: 'upsert', resource: resourceOf(manifest) })));
    return { configuration: engine.configuration, text: JSON.stringify(engine.configuration) };
  });
  for (const [at, { configuration, text }] of held.entries()) {
    assert.is(JSON.stringify(configuration), text);
    const values = [...text.matchAll(/"x-gen","value":"(\d+)"/g)].map(([, value]) => value);
    assert.equal(
      values,
      ['a', 'b', 'c'].map(() => String(at)),
    );
  }
  assert.is(new Set(held.map(({ configuration }) => configuration.version)).size, 50);
});

const deepFrozen = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || (Object.isFrozen(value) && Object.values(value).every(deepFrozen));

test('the configuration is frozen all the way down', () => {
  assert.ok(deepFrozen(createWorld(...shared, ...generation(1)).engine.configuration));
});

test('a source of changes that fails in the middle leaves everything as it was, and the engine usable', () => {
  const world = createWorld(...shared, ...generation(1));
  const { engine } = world;
  const before = JSON.stringify([engine.configuration, engine.status(), engine.findings(), engine.resources().length]);
  function* failing(): Generator<ResourceChange> {
    yield { kind: 'delete', key: 'HTTPRoute/shop/a' };
    yield { kind: 'upsert', resource: resourceOf(route('shop/b', { hostnames: ['other.test'] })) };
    throw new Error('the watch broke off');
  }
  assert.throws(() => engine.apply(failing()), 'the watch broke off');
  assert.is(
    JSON.stringify([engine.configuration, engine.status(), engine.findings(), engine.resources().length]),
    before,
  );
  world.upsert(...generation(3));
  assert.equal(world.decide({ authority: 'a.test' }).requestHeaders?.set, [{ name: 'x-gen', value: '3' }]);
});

test('the same change twice is no change, and an empty one neither', () => {
  const world = createWorld(...shared, ...generation(1));
  const { version } = world.engine.configuration;
  for (const update of [world.upsert(...generation(1)), world.upsert(), world.delete('HTTPRoute/no/such')]) {
    assert.is(update.configuration.version, version);
    assert.equal(update.changedGateways, []);
    assert.equal(update.statusChanges, []);
  }
});

test('one change that holds a resource twice: the last one counts', () => {
  const engine = createEngine();
  engine.apply([
    ...shared.map((manifest): ResourceChange => ({ kind: 'upsert', resource: resourceOf(manifest) })),
    { kind: 'upsert', resource: resourceOf(route('shop/a', { hostnames: ['one.test'] })) },
    { kind: 'delete', key: 'HTTPRoute/shop/a' },
    { kind: 'upsert', resource: resourceOf(route('shop/a', { hostnames: ['two.test'] })) },
  ]);
  const hosts = engine.configuration.gateways[0]?.listeners[0]?.virtualHosts.map(({ hostname }) => hostname);
  assert.equal(hosts, ['two.test']);
});

test('a resource that its owner changes afterwards does not change the configuration', () => {
  const resource = resourceOf(route('shop/a', { hostnames: ['one.test'] }));
  const world = createWorld(...shared);
  world.engine.apply([{ kind: 'upsert', resource }]);
  const before = JSON.stringify(world.engine.configuration);
  if (resource.kind === 'HTTPRoute' && !Object.isFrozen(resource.spec)) Object.assign(resource.spec, { rules: [] });
  assert.is(JSON.stringify(world.engine.configuration), before);
});

test.run();
