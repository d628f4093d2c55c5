import {
  comparePrecedence,
  createEngine,
  type EffectiveConfiguration,
  type EffectiveRule,
  type Engine,
  type Resource,
  type ResourceChange,
  type ResourceStatus,
  resourceKey,
  type VirtualHost,
} from '@routeward/core';
import { cluster, resourceChanges } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('property: the engine over time');

const upsert = (resource: Resource): ResourceChange => ({ kind: 'upsert', resource });

/** A cluster, then some steps in which it changes. */
const histories = cluster().chain((resources) =>
  fc.tuple(fc.constant(resources), resourceChanges(resources)).map(([first, steps]) => [first.map(upsert), ...steps]),
);

/** Runs a property over each state that engines come to. */
function overTime(numRuns: number, check: (engine: Engine, before: EffectiveConfiguration) => void): void {
  fc.assert(
    fc.property(histories, (steps) => {
      const engine = createEngine();
      for (const step of steps) {
        const before = engine.configuration;
        engine.apply(step);
        check(engine, before);
      }
    }),
    { numRuns },
  );
}

const hostsOf = ({ gateways }: EffectiveConfiguration): readonly (readonly [string, VirtualHost])[] =>
  gateways.flatMap(({ namespace, name, listeners }) =>
    listeners.flatMap((listener) =>
      listener.virtualHosts.map((host) => [`${namespace}/${name}/${listener.name}/${host.hostname}`, host] as const),
    ),
  );

test('rules stand in precedence order, and no match of a rule twice in one host', () => {
  overTime(60, ({ configuration }) => {
    for (const [place, { rules }] of hostsOf(configuration)) {
      assert.ok(rules.length > 0, `${place} is empty`);
      const names = rules.map(({ origin: { route, rule, match } }) => `${route} ${rule} ${match}`);
      assert.is(new Set(names).size, names.length, place);
      rules.reduce((a, b) => {
        assert.ok(comparePrecedence(a, b) < 0, place);
        return b;
      });
    }
  });
});

test('a virtual host or a Gateway of the same version is the same object as before', () => {
  let kept = 0;
  overTime(60, ({ configuration }, before) => {
    const known = new Map(hostsOf(before));
    for (const [place, host] of hostsOf(configuration)) {
      if (known.get(place)?.version !== host.version) continue;
      assert.is(known.get(place), host, place);
      kept += 1;
    }
    if (configuration.version === before.version) assert.is(configuration, before);
  });
  assert.ok(kept > 30, `${kept} hosts stayed`);
});

test('versions tell configurations apart', () => {
  const seen = new Map<string, string>();
  overTime(60, ({ configuration }) => {
    const text = JSON.stringify(configuration);
    assert.is(seen.get(configuration.version) ?? text, text);
    seen.set(configuration.version, text);
  });
});

test('nothing that the engine gave out as configuration can be changed', () => {
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    assert.ok(Object.isFrozen(value), JSON.stringify(value));
    for (const part of Object.values(value)) check(part);
  };
  overTime(40, ({ configuration }) => check(configuration));
});

const usedBy = ({ action, filters }: EffectiveRule): readonly string[] => {
  const backends = action.kind === 'forward' ? action.backends : [];
  const lists = [filters, ...backends.map((backend) => (backend.kind === 'backend' ? backend.filters : []))];
  return [
    ...backends.flatMap((backend) => (backend.kind === 'backend' ? [backend.backend] : [])),
    ...lists.flat().flatMap((filter) => (filter.kind === 'mirror' ? [filter.backend] : [])),
  ];
};

test('backends are those that rules use, no more and no fewer', () => {
  overTime(60, ({ configuration }) => {
    const used = new Set(hostsOf(configuration).flatMap(([, { rules }]) => rules.flatMap(usedBy)));
    assert.equal(
      configuration.backends.map(({ key }) => key),
      [...used].sort(),
    );
  });
});

interface SeenStatus {
  readonly listeners?: readonly { readonly name: string; readonly attachedRoutes: number }[];
}

const keyOf = ({ kind, metadata }: ResourceStatus): string => resourceKey({ kind, metadata });

test('attachedRoutes is the number of accepted routes that the attachments tell of', () => {
  overTime(60, (engine) => {
    const counts = new Map<string, Set<string>>();
    for (const { route, parents } of engine.attachments()) {
      for (const { parent, listeners, conditions } of parents) {
        if (!conditions.some(({ type, status }) => type === 'Accepted' && status === 'True')) continue;
        for (const { kind, listener } of listeners) {
          if (kind !== 'attached') continue;
          const place = `${parent}/${listener}`;
          counts.set(place, (counts.get(place) ?? new Set()).add(route));
        }
      }
    }
    for (const status of engine.status().filter(({ kind }) => kind === 'Gateway')) {
      const { listeners = [] }: SeenStatus = status.status;
      for (const { name, attachedRoutes } of listeners) {
        assert.is(attachedRoutes, counts.get(`${keyOf(status)}/${name}`)?.size ?? 0);
      }
    }
  });
});

test('who follows statusChanges knows every status', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const engine = createEngine();
      const followed = new Map<string, string>();
      for (const step of steps) {
        const { statusChanges } = engine.apply(step);
        for (const status of statusChanges) followed.set(keyOf(status), JSON.stringify(status.status));
        for (const status of engine.status()) {
          const text = JSON.stringify(status.status);
          // A route that was never ours has nothing to write.
          if (text !== '{"parents":[]}') assert.is(followed.get(keyOf(status)), text);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test.run();
