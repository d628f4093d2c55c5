import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayClass, httpListener } from '../../threats/manifests.ts';
import { createWorld, edge, findingsAt, gatewayCondition, type World, worldWith } from './gateway-world.ts';

const test = suite('gateways: requested addresses');

type Fields = Readonly<Record<string, unknown>>;

const listeners = [httpListener()];
const key = 'Gateway/infra/edge';

const addressesOf = ({ engine }: World) => engine.configuration.gateways.flatMap(({ addresses }) => addresses);

test('addresses of supported types come out as they went in, with or without a value', () => {
  const addresses: readonly Fields[] = [
    { type: 'IPAddress', value: '10.0.0.1' },
    { type: 'Hostname', value: 'edge.example.com' },
    { type: 'IPAddress' },
  ];
  const world = worldWith({ listeners, addresses });
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
  assert.is(gatewayCondition(world, 'Programmed'), 'True/Programmed');
  assert.equal(addressesOf(world), addresses);
  assert.equal(addressesOf(worldWith({ listeners })), []);
  assert.equal(world.engine.findings(), []);
});

test('an address of another type refuses the Gateway', () => {
  for (const type of ['NamedAddress', 'test/fake-invalid-type']) {
    const addresses = [
      { type: 'IPAddress', value: '10.0.0.1' },
      { type, value: 'somewhere' },
    ];
    const world = worldWith({ listeners, addresses });
    assert.is(gatewayCondition(world, 'Accepted'), 'False/UnsupportedAddress');
    assert.is(gatewayCondition(world, 'Programmed'), 'False/Invalid');
    assert.is(gatewayCondition(world, 'Programmed', 'http'), 'False/Pending');
    assert.equal(findingsAt(world, key), ['error value spec.addresses[1].type']);
  }
});

test('whether an address can be bound is for the adapter to say', () => {
  const addresses = [{ value: '10.0.0.1' }, { value: '192.0.2.1' }];
  const isUsableAddress = ({ value }: { readonly value?: string }): boolean => value === '10.0.0.1';
  const world = createWorld({ isUsableAddress }, gatewayClass, edge({ listeners, addresses }));
  assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
  assert.is(gatewayCondition(world, 'Programmed'), 'False/AddressNotUsable');
  assert.equal(findingsAt(world, key), ['error value spec.addresses[1]']);
  world.upsert(edge({ listeners, addresses: addresses.slice(0, 1) }));
  assert.is(gatewayCondition(world, 'Programmed'), 'True/Programmed');
  world.upsert(edge({ listeners, addresses: [{}] }));
  assert.is(gatewayCondition(world, 'Programmed'), 'False/AddressNotAssigned', 'an address without value');
});

test.run();
