import type { EngineOptions, Resource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conditionOf, createWorld, findingsAt, routeStatus, type World } from '../unit/gateways/gateway-world.ts';
import { gateway, gatewayClass, route } from './manifests.ts';

const test = suite('threat CP02: a backend points at the gateway itself or at its neighbourhood');

type Fields = Readonly<Record<string, unknown>>;

const service = (spec: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name: 'web' },
  spec: { ports: [{ port: 80 }], ...spec },
});

type AddressType = 'IPv4' | 'IPv6' | 'FQDN';

const labels = { 'kubernetes.io/service-name': 'web' };

/** Past validation, which refuses what is no address at all. */
const slice = (addressType: AddressType, ...addresses: readonly string[]): Resource => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'shop', name: 'web-1', labels },
  addressType,
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: addresses.map((address) => ({ addresses: [address] })),
});

function worldOf(options: EngineOptions, manifest: Fields, endpoints: Resource): World {
  const world = createWorld(options, gatewayClass, gateway('infra/edge'), route('shop/cart'), manifest);
  world.force(endpoints);
  return world;
}

const addressesOf = (world: World): readonly string[] =>
  world.engine.configuration.backends.flatMap(({ endpoints }) => endpoints.map(({ address }) => address));

const resolvedRefs = (world: World): string => {
  const [parent] = routeStatus(world, 'shop/cart').parents;
  return parent ? conditionOf(parent, 'ResolvedRefs') : 'no parent';
};

test('a Service of type ExternalName is no backend, and the status says so', () => {
  const world = worldOf({}, service({ type: 'ExternalName', externalName: 'localhost' }), slice('IPv4', '10.0.0.1'));
  assert.is(resolvedRefs(world), 'False/InvalidKind');
  assert.match(JSON.stringify(routeStatus(world, 'shop/cart')), /ExternalName/);
  assert.equal(addressesOf(world), []);
  assert.equal(findingsAt(world, 'HTTPRoute/shop/cart'), ['error reference spec.rules[0].backendRefs[0]']);
});

test('no option lets ExternalName in', () => {
  const world = worldOf(
    { allowLoopbackEndpoints: true },
    service({ type: 'ExternalName', externalName: 'example.com' }),
    slice('IPv4', '10.0.0.1'),
  );
  assert.is(resolvedRefs(world), 'False/InvalidKind');
});

test('a Service that becomes ExternalName is no backend from then on', () => {
  const world = worldOf({}, service({}), slice('IPv4', '10.0.0.1'));
  assert.equal(addressesOf(world), ['10.0.0.1']);
  world.upsert(service({ type: 'ExternalName', externalName: 'localhost' }));
  assert.is(resolvedRefs(world), 'False/InvalidKind');
  assert.equal(addressesOf(world), []);
});

const loopback = [
  ['IPv4', '127.0.0.1'],
  ['IPv4', '127.255.255.254'],
  ['IPv6', '::1'],
  ['IPv6', '0:0:0:0:0:0:0:1'],
  ['IPv6', '::ffff:127.0.0.1'],
  ['IPv6', '::ffff:7f00:1'],
  ['IPv6', '::127.0.0.1'],
  ['IPv6', '64:ff9b::127.0.0.1'],
] as const;

const never = [
  ['IPv4', '169.254.169.254', 'the address at which clouds hand out credentials'],
  ['IPv4', '169.254.0.1', 'link-local'],
  ['IPv4', '0.0.0.0', 'unspecified: many systems take it for this machine'],
  ['IPv4', '0.1.2.3', 'this network'],
  ['IPv4', '224.0.0.1', 'multicast'],
  ['IPv4', '239.255.255.255', 'multicast'],
  ['IPv4', '255.255.255.255', 'broadcast'],
  ['IPv4', '127.1', 'a short form of loopback'],
  ['IPv4', '0177.0.0.1', 'an octal form of loopback'],
  ['IPv4', '2130706433', 'a decimal form of loopback'],
  ['IPv4', '0x7f000001', 'a hexadecimal form of loopback'],
  ['IPv4', '10.0.0.256', 'no address'],
  ['IPv4', 'localhost', 'a name'],
  ['IPv4', '::1', 'of the other family'],
  ['IPv6', '10.0.0.1', 'of the other family'],
  ['IPv6', '::', 'unspecified'],
  ['IPv6', 'fe80::1', 'link-local'],
  ['IPv6', 'febf:ffff::1', 'the last link-local prefix'],
  ['IPv6', 'fe80::1%eth0', 'with a zone'],
  ['IPv6', 'ff02::1', 'multicast'],
  ['IPv6', '::ffff:169.254.169.254', 'link-local, mapped'],
  ['IPv6', '::ffff:0.0.0.0', 'unspecified, mapped'],
  ['IPv6', '64:ff9b::a9fe:a9fe', 'link-local behind NAT64'],
  ['IPv6', '[::1]', 'in brackets'],
  ['IPv6', '1::2::3', 'no address'],
  ['FQDN', 'bad name', 'no name'],
  ['FQDN', '-a.example', 'no name'],
] as const;

const usable = [
  ['IPv4', '10.0.0.1'],
  ['IPv4', '192.168.1.1'],
  ['IPv4', '126.255.255.255'],
  ['IPv4', '128.0.0.1'],
  ['IPv4', '169.253.255.255'],
  ['IPv4', '223.255.255.255'],
  ['IPv4', '255.255.255.254'],
  ['IPv6', '2001:db8::1'],
  ['IPv6', 'fd00::1'],
  ['IPv6', '::ffff:10.0.0.1'],
  ['IPv6', '64:ff9b::10.0.0.1'],
  ['IPv6', 'fec0::1'],
  ['IPv6', '1:2:3:4:5:6:7:8'],
] as const;

const refusal = ['error value endpoints[0].addresses[0]'];
const key = 'EndpointSlice/shop/web-1';

for (const [type, address, why] of never) {
  test(`${address} as ${type} is refused, whatever is allowed: ${why}`, () => {
    for (const options of [{}, { allowLoopbackEndpoints: true }]) {
      const world = worldOf(options, service({}), slice(type, address, type === 'IPv6' ? '2001:db8::9' : '10.0.0.9'));
      const [refused, ...others] = findingsAt(world, key);
      assert.is(refused, refusal[0]);
      assert.ok(!addressesOf(world).includes(address));
      assert.is(addressesOf(world).length + others.length, 1, 'the endpoint beside it is looked at by itself');
    }
  });
}

for (const [type, address] of [...loopback, ['FQDN', 'backend.example.com'] as const]) {
  test(`${address} as ${type} is refused unless loopback endpoints are allowed`, () => {
    const closed = worldOf({}, service({}), slice(type, address));
    assert.equal(addressesOf(closed), []);
    assert.equal(findingsAt(closed, key), refusal);
    const open = worldOf({ allowLoopbackEndpoints: true }, service({}), slice(type, address));
    assert.equal(addressesOf(open), [address]);
    assert.equal(findingsAt(open, key), []);
  });
}

for (const [type, address] of usable) {
  test(`${address} as ${type} is an endpoint like any other`, () => {
    const world = worldOf({}, service({}), slice(type, address));
    assert.equal(addressesOf(world), [address]);
    assert.equal(world.engine.findings(), []);
  });
}

test('a refused address is named once, however many ports of the Service are in use', () => {
  const ports = [80, 81].map((port) => ({ name: `p${port}`, port }));
  const backendRefs = ports.map(({ port }) => ({ name: 'web', port }));
  const world = createWorld(
    {},
    gatewayClass,
    gateway('infra/edge'),
    route('shop/cart', { rules: [{ backendRefs }] }),
    service({ ports }),
    { ...slice('IPv4', '169.254.0.1'), ports },
  );
  assert.equal(findingsAt(world, key), refusal);
});

test.run();
