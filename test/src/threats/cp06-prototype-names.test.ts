import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route } from './manifests.ts';
import { hostileNames, ownFields, routesNamedAlike, worldOfHostileNames } from './prototype-names.ts';
import { createWorld } from './world.ts';

const test = suite('threat CP06: names of object prototypes as data');

test('they decide in headers and query parameters like any other name', () => {
  const world = worldOfHostileNames();
  for (const name of hostileNames) {
    const byHeader = world.decide({ path: '/header', headers: [[name, 'yes']] });
    assert.is(byHeader.route, `HTTPRoute/shop/${routesNamedAlike(name)}`, `header ${name}`);
    const byQuery = world.decide({ path: `/query?${name}=yes` });
    assert.is(byQuery.route, `HTTPRoute/shop/${routesNamedAlike(name)}`, `query ${name}`);
    assert.is(world.decide({ path: '/header', headers: [[name, 'no']] }).code, 404);
    assert.is(world.decide({ path: '/header' }).code, 404);
    assert.is(world.decide({ path: '/query' }).code, 404);
  }
});

test('no prototype has changed afterwards', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  worldOfHostileNames();
  assert.equal(Object.getOwnPropertyNames(Object.prototype), before);
  assert.is(Object.getOwnPropertyDescriptor({}, 'yes'), undefined);
  assert.is(Reflect.get({}, 'polluted'), undefined);
});

test('as the key of a label it is refused like any other that begins with an underscore', () => {
  const parsed = parseResource(route('shop/cart', { metadata: { labels: ownFields([['__proto__', 'x']]) } }));
  assert.is(parsed.kind, 'invalid');
  assert.equal(
    parsed.findings.map(({ path }) => path),
    ['metadata.labels.__proto__'],
  );
});

test('as a field that nobody knows it is said to be unknown, and dropped', () => {
  const spec = {
    parentRefs: [{ name: 'edge' }],
    ...Object.fromEntries([['constructor', { prototype: { polluted: 'yes' } }]]),
  };
  const parsed = parseResource({ ...route('shop/cart'), spec });
  assert.is(parsed.kind, 'resource');
  assert.equal(
    parsed.findings.map(({ rule, path }) => `${rule} ${path}`),
    ['unknown-field spec.constructor'],
  );
  assert.is(Reflect.get({}, 'polluted'), undefined);
});

test('names of Services and namespaces that no object has are just not found', () => {
  const rules = [{ backendRefs: [{ name: 'constructor', port: 80 }] }];
  const world = createWorld(gatewayClass, gateway('infra/edge'), {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'constructor', name: 'constructor' },
    spec: { parentRefs: [{ namespace: 'infra', name: 'edge' }], rules },
  });
  const decision = world.decide({});
  assert.equal(decision.backends, [{ valid: false, weight: 1, reason: 'BackendNotFound' }]);
});

test('everything works with all intrinsic objects frozen', () => {
  const file = import.meta.url.replace('cp06-prototype-names.test', 'frozen-intrinsics');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(file)], {
    encoding: 'utf8',
    // What a process of its own runs would count as covered twice.
    env: { ...process.env, NODE_V8_COVERAGE: '' },
  });
  assert.is(status, 0, stderr);
  assert.match(stdout, 'frozen: all right');
});

test.run();
