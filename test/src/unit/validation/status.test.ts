import { parseResource, validateStatus } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { core, type Fields, gateway, gatewayClass, resourceOf, route, say } from './objects.ts';

const test = suite('validation: status');

const condition = (fields: Fields = {}): Fields => ({
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 1,
  ...fields,
});

const parent = (fields: Fields = {}): Fields => ({
  parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' },
  controllerName: 'other.test/c',
  conditions: [condition()],
  ...fields,
});

test('a status in a manifest is kept, fields of later versions included', () => {
  const status = { parents: [{ ...parent(), later: { a: 1 } }], much: 'later' };
  assert.equal(resourceOf({ ...route(), status })['status'], status);
  const ofGateway = {
    addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
    conditions: [condition()],
    listeners: [
      { name: 'http', attachedRoutes: 2, supportedKinds: [{ group: 'a', kind: 'B' }], conditions: [condition()] },
    ],
  };
  assert.equal(resourceOf({ ...gateway(), status: ofGateway })['status'], ofGateway);
  const ofClass = { conditions: [condition()], supportedFeatures: [{ name: 'Gateway' }] };
  assert.equal(resourceOf({ ...gatewayClass(), status: ofClass })['status'], ofClass);
});

test('entries that can not be read are left out, their neighbours stay, and nothing of it is an error', () => {
  const parents = [
    parent(),
    { parentRef: 5 },
    null,
    parent({ conditions: [condition({ status: 'Maybe' }), condition()] }),
  ];
  const result = parseResource({ ...route(), status: { parents } });
  assert.is(result.findings.length, 0);
  assert.equal(resourceOf({ ...route(), status: { parents } })['status'], { parents: [parent(), parent()] });
});

test('a status that is none is dropped', () => {
  for (const status of [5, null, [], { parents: 5 }, { parents: {} }]) {
    assert.is(resourceOf({ ...route(), status })['status'], undefined);
  }
});

const written: readonly (readonly [what: string, object: Fields, findings: readonly string[]])[] = [
  ['a route', { ...route(), status: { parents: [parent()] } }, []],
  ['a class', { ...gatewayClass(), status: { conditions: [condition()] } }, []],
  ['no status', route(), []],
  ['a kind without one', { ...core('Secret'), status: 5 }, []],
  [
    'a status that is no object',
    { ...route(), status: 5 },
    ['error schema status: must be an object, but is a number'],
  ],
  ['no parents', { ...route(), status: {} }, ['error schema status.parents: is required']],
  [
    'no conditions',
    { ...route(), status: { parents: [parent({ conditions: [] })] } },
    ['error schema status.parents[0].conditions: must not be empty'],
  ],
  [
    'a reason with a blank',
    { ...gatewayClass(), status: { conditions: [condition({ reason: 'a b' })] } },
    ['error schema status.conditions[0].reason: must match ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$'],
  ],
  [
    'a time that is none',
    { ...gatewayClass(), status: { conditions: [condition({ lastTransitionTime: 'now' })] } },
    ['error schema status.conditions[0].lastTransitionTime: must be a time such as 2026-01-31T12:00:00Z'],
  ],
  [
    'a condition twice',
    { ...gatewayClass(), status: { conditions: [condition(), condition()] } },
    ['error list status.conditions[1]: type "Accepted" is there already, at [0]'],
  ],
  [
    'a listener without its routes',
    { ...gateway(), status: { listeners: [{ name: 'a', conditions: [] }] } },
    ['error schema status.listeners[0].attachedRoutes: is required'],
  ],
  [
    'an unknown field',
    { ...gateway(), status: { listner: [] } },
    ['warning unknown-field status.listner: is not a known field: it is dropped'],
  ],
];

for (const [what, object, findings] of written) {
  test(`a status to be written: ${what}`, () => {
    assert.equal(validateStatus(object).map(say), findings);
  });
}

test('what is no object has no status', () => {
  assert.equal([validateStatus(5), validateStatus({}), validateStatus([])], [[], [], []]);
});

test.run();
