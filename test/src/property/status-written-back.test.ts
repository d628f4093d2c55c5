import { createEngine, parseResource, type Resource, type ResourceStatus, resourceKey } from '@routeward/core';
import { cluster } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resourceOf } from '../threats/world.ts';

const test = suite('property: status is written and read back');

const time = '2026-02-03T04:05:06Z';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The status as a writer puts it into the cluster: every condition gets a time. */
function withTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimes);
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTimes(one)]));
  return 'reason' in copy && 'message' in copy ? { ...copy, lastTransitionTime: time } : copy;
}

const foreignCondition = {
  type: 'elsewhere.example/Checked',
  status: 'True',
  reason: 'Fine',
  message: 'by somebody else',
  lastTransitionTime: time,
};

const foreignParent = {
  parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'else', name: 'where' },
  controllerName: 'elsewhere.example/controller',
  conditions: [foreignCondition],
};

/** The same with what other controllers may have written beside ours. */
function withForeign(kind: string, status: unknown): unknown {
  if (!isObject(status)) return status;
  const { parents, conditions } = status;
  if (kind === 'HTTPRoute' && Array.isArray(parents)) return { ...status, parents: [foreignParent, ...parents] };
  return Array.isArray(conditions) ? { ...status, conditions: [...conditions, foreignCondition] } : status;
}

const keyOf = ({ kind, metadata }: ResourceStatus): string =>
  metadata.namespace === undefined ? `${kind}/${metadata.name}` : `${kind}/${metadata.namespace}/${metadata.name}`;

function engineOf(resources: readonly Resource[]) {
  const engine = createEngine();
  const update = engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
  return { engine, update };
}

/** The resources with the status that an engine computed for them. */
function written(
  resources: readonly Resource[],
  change: (kind: string, status: unknown) => unknown,
): readonly unknown[] {
  const statuses = new Map(
    engineOf(resources)
      .engine.status()
      .map((one) => [keyOf(one), one.status]),
  );
  return resources.map((resource) => {
    const status = statuses.get(resourceKey(resource));
    return status === undefined ? resource : { ...resource, status: withTimes(change(resource.kind, status)) };
  });
}

const asIs = (_: string, status: unknown): unknown => status;

test('what the engine writes is what the API server takes', () => {
  fc.assert(
    fc.property(cluster(), (resources) => {
      for (const one of written(resources, asIs)) {
        const parsed = parseResource(one);
        assert.equal(parsed.findings, []);
        assert.is(parsed.kind, 'resource');
      }
    }),
    { numRuns: 100 },
  );
});

test('once written, there is nothing left to write', () => {
  fc.assert(
    fc.property(cluster(), (resources) => {
      const { update } = engineOf(written(resources, asIs).map(resourceOf));
      assert.equal(update.statusChanges, []);
    }),
    { numRuns: 100 },
  );
});

test('what other controllers wrote stays, and does not make ours be written again', () => {
  fc.assert(
    fc.property(cluster(), (resources) => {
      const { engine, update } = engineOf(written(resources, withForeign).map(resourceOf));
      assert.equal(update.statusChanges.map(keyOf), []);
      for (const { kind, status } of engine.status()) {
        if (kind === 'HTTPRoute') assert.ok(JSON.stringify(status).includes('elsewhere.example/controller'));
        if (kind === 'Gateway') assert.ok(JSON.stringify(status).includes(foreignCondition.type));
      }
    }),
    { numRuns: 100 },
  );
});

test('status is no input: with it or without, the configuration is the same', () => {
  fc.assert(
    fc.property(cluster(), (resources) => {
      const withStatus = engineOf(written(resources, withForeign).map(resourceOf)).engine;
      assert.is(withStatus.configuration.version, engineOf(resources).engine.configuration.version);
    }),
    { numRuns: 60 },
  );
});

test.run();
