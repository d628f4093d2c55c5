import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route, service } from '../../threats/manifests.ts';
import {
  classStatus,
  conditionOf,
  createWorld,
  edge,
  findingsAt,
  gatewayCondition,
  gatewayStatus,
  type World,
} from './gateway-world.ts';

const test = suite('gateways: whose a Gateway is');

type Fields = Readonly<Record<string, unknown>>;

const classWith = (spec: Fields, metadata: Fields = {}): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'routeward', ...metadata },
  spec: { controllerName: 'routeward.dev/gateway-controller', ...spec },
});

const parametersRef = { group: 'example.com', kind: 'Parameters', name: 'fast' };

const everything = [gateway('infra/edge'), route('shop/cart'), ...service('shop/web')];

const servedGateways = ({ engine }: World): readonly string[] =>
  engine.configuration.gateways.map(({ namespace, name }) => `${namespace}/${name}`);

const hasStatus = ({ engine }: World, kind: string): boolean => engine.status().some((status) => status.kind === kind);

test('a class of ours is accepted, with the generation that was looked at', () => {
  const world = createWorld({}, classWith({}, { generation: 3 }));
  const { conditions } = classStatus(world, 'routeward');
  const [accepted] = conditions.filter(({ type }) => type === 'Accepted');
  assert.is(accepted?.status, 'True');
  assert.is(accepted?.reason, 'Accepted');
  assert.is(accepted?.observedGeneration, 3);
});

test('a class that was never in a cluster gets no generation', () => {
  const { conditions } = classStatus(createWorld({}, classWith({})), 'routeward');
  assert.ok(conditions.every((condition) => !('observedGeneration' in condition)));
});

test('a class with parameters is refused, and so are its Gateways: they would lack what the parameters ask for', () => {
  const world = createWorld({}, classWith({ parametersRef }), ...everything);
  assert.is(conditionOf(classStatus(world, 'routeward'), 'Accepted'), 'False/InvalidParameters');
  assert.equal(findingsAt(world, 'GatewayClass/routeward'), ['error reference spec.parametersRef']);
  assert.is(gatewayCondition(world, 'Accepted'), 'False/Invalid');
  assert.is(gatewayCondition(world, 'Programmed'), 'False/Invalid');
  assert.is(gatewayCondition(world, 'Programmed', 'http'), 'False/Pending');
  assert.equal(findingsAt(world, 'Gateway/infra/edge'), ['error reference spec.gatewayClassName']);
  assert.equal(world.engine.configuration.backends, []);
});

test('classes and Gateways of another controller get no status and no configuration', () => {
  const world = createWorld({}, classWith({ controllerName: 'example.com/other' }), ...everything);
  assert.equal([hasStatus(world, 'GatewayClass'), hasStatus(world, 'Gateway')], [false, false]);
  assert.equal(servedGateways(world), []);
});

test('the controller name can be set, and then the usual one is that of another', () => {
  const options = { controllerName: 'example.com/other' };
  const ours = createWorld(options, classWith({ controllerName: 'example.com/other' }), ...everything);
  assert.equal(servedGateways(ours), ['infra/edge']);
  assert.equal(servedGateways(createWorld(options, gatewayClass, ...everything)), []);
});

test('a Gateway is ours from the change on that brings its class, and no more once the class is gone', () => {
  const world = createWorld({}, ...everything);
  assert.equal(servedGateways(world), []);
  assert.is(hasStatus(world, 'Gateway'), false);
  world.upsert(gatewayClass);
  assert.equal(servedGateways(world), ['infra/edge']);
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
  world.upsert(classWith({ parametersRef }));
  assert.is(gatewayCondition(world, 'Accepted'), 'False/Invalid');
  world.upsert(gatewayClass);
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
  world.delete('GatewayClass/routeward');
  assert.equal(servedGateways(world), []);
  assert.is(hasStatus(world, 'Gateway'), false);
});

test('a Gateway that moves to another class leaves', () => {
  const world = createWorld({}, gatewayClass, ...everything);
  world.upsert(edge({ gatewayClassName: 'other', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }));
  assert.equal(servedGateways(world), []);
});

test('a Gateway with parameters of its own is refused', () => {
  const spec = { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], infrastructure: { parametersRef } };
  const world = createWorld({}, gatewayClass, edge(spec));
  assert.is(gatewayCondition(world, 'Accepted'), 'False/InvalidParameters');
  assert.is(gatewayCondition(world, 'Programmed'), 'False/Invalid');
  assert.equal(findingsAt(world, 'Gateway/infra/edge'), ['error reference spec.infrastructure.parametersRef']);
});

test('labels and annotations for what is made for a Gateway stand in nobody’s way', () => {
  const infrastructure = { labels: { team: 'a' }, annotations: { 'example.com/x': 'y' } };
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
  const world = createWorld({}, gatewayClass, edge({ listeners, infrastructure }));
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
});

test('conditions are sorted by type and each carries the generation', () => {
  const world = createWorld({}, gatewayClass, edge({ listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }));
  const { conditions, listeners } = gatewayStatus(world);
  for (const list of [conditions, ...listeners.map((listener) => listener.conditions)]) {
    const types = list.map(({ type }) => type);
    assert.ok(types.length > 0);
    assert.equal(types, types.toSorted());
    assert.ok(list.every(({ observedGeneration }) => observedGeneration === 7));
    assert.ok(list.every(({ message }) => message !== ''));
  }
});

test.run();
