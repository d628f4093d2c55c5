import type { Engine, ResourceStatus } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  forwardTo,
  gateway,
  gatewayClass,
  messageOf,
  onGateway,
  onRoute,
  paint,
  policy,
  route,
  service,
  verdictsOf,
} from './color-world.ts';

const test = suite('policy: status');

const world = gatewayClass + gateway('g', ['http', 'other']) + route('r', '{ name: g }', forwardTo('s')) + service('s');

const statusOf = (engine: Engine, kind: string): ResourceStatus | undefined =>
  engine.status().find((entry) => entry.kind === kind);

/** Types of the conditions about policies, wherever they stand. */
const affected = (status: unknown): readonly string[] =>
  [...JSON.stringify(status).matchAll(/"type":"([^"]+Affected)"/g)].map(([, type]) => type ?? '');

/** What stands in the cluster once a controller has written everything. */
function written(engine: Engine): Engine {
  const statuses = new Map(engine.status().map((entry) => [`${entry.kind}/${entry.metadata.name}`, entry.status]));
  const next = paint('');
  next.apply(
    engine.resources().map((resource) => {
      const status = statuses.get(`${resource.kind}/${resource.metadata.name}`);
      return { kind: 'upsert', resource: status ? Object.assign({}, resource, { status }) : resource };
    }),
  );
  return next;
}

test('a policy that nothing is below is accepted, and told that it has no effect', () => {
  const alone = gatewayClass + gateway('g') + route('r', '{ name: nobody }', forwardTo('s'));
  const engine = paint(alone + policy('p', `{ ${onRoute('r')}, color: red }`));
  assert.equal(verdictsOf(engine, 'ColorPolicy/ns/p'), ['HTTPRoute r: Accepted, Reconciling']);
});

test('bad values are refused by name, and the policy has no effect', () => {
  const engine = paint(world + policy('p', `{ ${onRoute('r')}, override: { color: 3 } }`));
  assert.equal(verdictsOf(engine, 'ColorPolicy/ns/p'), ['HTTPRoute r: Invalid']);
  assert.match(messageOf(engine, 'ColorPolicy/ns/p', 'Accepted'), 'spec.override.color');
  assert.equal(engine.policies(), []);
  assert.equal(
    engine.findings().map(({ rule, path }) => `${rule} ${path}`),
    ['schema spec.override.color'],
  );
});

test('a field that nobody knows is a warning', () => {
  const engine = paint(world + policy('p', `{ ${onRoute('r')}, override: { color: red, colour: red } }`));
  assert.equal(
    engine.findings().map(({ severity, rule, path }) => `${severity} ${rule} ${path}`),
    ['warning unknown-field spec.override.colour'],
  );
  assert.is(JSON.stringify(engine.policies()[0]?.spec), '{"color":"red"}');
});

test('objects are told which kinds of policies affect them: the Gateway, its listener, the route', () => {
  const type = 'paint.example.com/ColorPolicyAffected';
  const onListener = paint(world + policy('p', `{ ${onGateway('g', 'other')}, color: red }`));
  assert.equal(affected(statusOf(onListener, 'Gateway')?.status), [type]);
  assert.equal(affected(statusOf(onListener, 'Gateway')?.status['conditions']), []);
  assert.equal(affected(statusOf(onListener, 'HTTPRoute')?.status), [type]);
  const onItself = paint(world + policy('p', `{ ${onGateway('g')}, color: red }`));
  assert.equal(affected(statusOf(onItself, 'Gateway')?.status['conditions']), [type]);
  const below = paint(world + policy('p', `{ ${onRoute('r')}, color: red }`));
  assert.equal(affected(statusOf(below, 'Gateway')?.status), []);
  assert.equal(affected(statusOf(below, 'HTTPRoute')?.status), [type]);
});

test('a condition about policies goes with the last of them', () => {
  const engine = written(paint(world + policy('p', `{ ${onGateway('g')}, color: red }`)));
  assert.equal(affected(statusOf(engine, 'Gateway')?.status).length, 1);
  const { statusChanges } = engine.apply([{ kind: 'delete', key: 'ColorPolicy/ns/p' }]);
  assert.equal(
    statusChanges.map(({ kind }) => kind),
    ['Gateway', 'HTTPRoute'],
  );
  assert.equal(affected(engine.status()), []);
});

test('nothing is written where nothing changed', () => {
  const engine = written(paint(world + policy('p', `{ ${onGateway('g')}, color: red }`)));
  const again = engine.resources().map((resource) => ({ kind: 'upsert', resource }) as const);
  assert.equal(engine.apply(again).statusChanges, []);
  const [other] = paint(policy('p', `{ ${onGateway('g')}, color: blue }`)).resources();
  // Another value, but the same policy in force at the same place.
  const { statusChanges } = engine.apply(other ? [{ kind: 'upsert', resource: Object.assign({}, other, {}) }] : []);
  assert.equal(
    statusChanges.map(({ kind }) => kind),
    ['ColorPolicy'],
  );
});

test('entries of other controllers stay, and take their room in the list of 16', () => {
  const foreign = (name: string) => ({
    ancestorRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name },
    controllerName: 'example.com/other',
    conditions: [],
  });
  const names = Array.from({ length: 15 }, (_, index) => `x${index}`);
  const [bare] = paint(
    policy('p', '{ targetRefs: [{ kind: Gateway, name: g }, { kind: Gateway, name: h }], color: red }'),
  ).resources();
  const engine = paint(gatewayClass + gateway('g') + gateway('h'));
  if (bare) {
    const resource = Object.assign({}, bare, { status: { ancestors: names.map(foreign) } });
    engine.apply([{ kind: 'upsert', resource }]);
  }
  const verdicts = verdictsOf(engine, 'ColorPolicy/ns/p');
  assert.is(verdicts.length, 16);
  assert.equal(verdicts.slice(-1), ['Gateway g: Accepted, Programmed']);
});

test('conditions carry the generation that was looked at', () => {
  const text = policy('p', `{ ${onGateway('g')}, color: red }`).replace('  name: p', '  name: p\n  generation: 7');
  assert.match(JSON.stringify(statusOf(paint(world + text), 'ColorPolicy')?.status), '"observedGeneration":7');
});

test('a policy on many routes names at most five of those that beat it', () => {
  const names = ['a', 'b', 'd', 'e', 'f', 'h', 'i'];
  const engine = paint(
    gatewayClass +
      gateway('g') +
      service('s') +
      names.map((name) => route(name, '{ name: g }', forwardTo('s'))).join('') +
      names.map((name) => policy(name, `{ ${onRoute(name)}, default: { color: red } }`)).join('') +
      policy('p', `{ ${onGateway('g')}, default: { color: blue } }`),
  );
  assert.is(
    messageOf(engine, 'ColorPolicy/ns/p', 'Programmed'),
    `overridden by ${['a', 'b', 'd', 'e', 'f'].map((name) => `ColorPolicy/ns/${name}`).join(', ')} and 2 more`,
  );
});

test.run();
