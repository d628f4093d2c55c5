import {
  buildEffectiveConfig,
  createEngine,
  type Engine,
  type Resource,
  type ResourceChange,
  resourceKey,
} from '@routeward/core';
import { cluster, resourceChanges } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('threat CP21: the answer depends on what came first');

const upsert = (resource: Resource): ResourceChange => ({ kind: 'upsert', resource });

/** All that an engine says, as one text: equal texts are equal down to the last byte. */
const everything = (engine: Engine): string =>
  JSON.stringify([engine.configuration, engine.status(), engine.findings(), engine.attachments(), engine.resources()]);

function engineOf(resources: readonly Resource[]): Engine {
  const engine = createEngine();
  engine.apply(resources.map(upsert));
  return engine;
}

const shuffles = 5;

test('1,000 shuffles of input, whole or event by event, give the same bytes', () => {
  const shuffled = cluster().chain((resources) =>
    fc.tuple(
      fc.constant(resources),
      fc.array(fc.shuffledSubarray([...resources], { minLength: resources.length }), {
        minLength: shuffles,
        maxLength: shuffles,
      }),
      fc.integer({ min: 1, max: 4 }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([resources, orders, step]) => {
      const expected = everything(engineOf(resources));
      for (const [at, order] of orders.entries()) {
        const engine = createEngine();
        const size = at === 0 ? order.length : step;
        for (let from = 0; from < order.length; from += size) engine.apply(order.slice(from, from + size).map(upsert));
        assert.is(everything(engine), expected);
      }
      assert.is(
        JSON.stringify(buildEffectiveConfig(orders[0] ?? [])),
        JSON.stringify(engineOf(resources).configuration),
      );
    }),
    { numRuns: 200 },
  );
});

test('however a set of resources came about, it gives the bytes that it gives when read at once', () => {
  const histories = cluster().chain((resources) => fc.tuple(fc.constant(resources), resourceChanges(resources)));
  fc.assert(
    fc.property(histories, ([resources, steps]) => {
      const engine = engineOf(resources);
      const left = new Map(resources.map((resource) => [resourceKey(resource), resource]));
      for (const step of steps) {
        engine.apply(step);
        for (const change of step) {
          if (change.kind === 'delete') left.delete(change.key);
          else left.set(resourceKey(change.resource), change.resource);
        }
        assert.is(everything(engine), everything(engineOf([...left.values()])));
      }
    }),
    { numRuns: 150 },
  );
});

test('text is ordered by its code units, not by a locale', () => {
  const names = ['b', 'a', 'a-b', 'a1', 'aa', 'a.b'];
  const resources = names.map(
    (name): Resource => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name } }),
  );
  const listed = engineOf(resources)
    .resources()
    .map(({ metadata }) => metadata.name);
  assert.equal(
    listed,
    engineOf(resources.toReversed())
      .resources()
      .map(({ metadata }) => metadata.name),
  );
});

test.run();
