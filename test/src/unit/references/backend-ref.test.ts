import type { EffectiveBackend } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route } from '../../threats/manifests.ts';
import { conditionOf, createWorld, findingsAt, routeStatus, type World } from '../gateways/gateway-world.ts';

const test = suite('references: backends');

type Fields = Readonly<Record<string, unknown>>;

const service = (spec: Fields, name = 'web'): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name },
  spec,
});

const slice = (fields: Fields, name = 'web-1', owner = 'web', namespace = 'shop'): Fields => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace, name, labels: { 'kubernetes.io/service-name': owner } },
  addressType: 'IPv4',
  ports: [{ port: 8080 }],
  endpoints: [{ addresses: ['10.0.0.1'] }],
  ...fields,
});

const plain = service({ ports: [{ port: 80 }] });

/** A route `shop/cart` with these backendRefs, and whatever they refer to. */
const worldOf = (refs: readonly Fields[], ...manifests: readonly Fields[]): World =>
  createWorld(
    {},
    gatewayClass,
    gateway('infra/edge'),
    route('shop/cart', { rules: [{ backendRefs: refs }] }),
    ...manifests,
  );

const web = { name: 'web', port: 80 };

const resolvedRefs = (world: World): string => {
  const [parent] = routeStatus(world, 'shop/cart').parents;
  return parent ? conditionOf(parent, 'ResolvedRefs') : 'no parent';
};

const messageOf = (world: World): string =>
  routeStatus(world, 'shop/cart').parents[0]?.conditions.find(({ type }) => type === 'ResolvedRefs')?.message ?? '';

const backendsOf = ({ engine }: World): readonly EffectiveBackend[] => engine.configuration.backends;

const endpointsOf = (world: World): readonly string[] =>
  backendsOf(world).flatMap(({ endpoints }) => endpoints.map(({ address, port }) => `${address} ${port}`));

test('a backend is known by what it is, with its endpoints', () => {
  const world = worldOf([web], plain, slice({}));
  assert.equal(backendsOf(world), [
    {
      key: 'Service/shop/web/80',
      ref: { group: '', kind: 'Service', namespace: 'shop', name: 'web', port: 80 },
      protocol: 'http',
      endpoints: [{ address: '10.0.0.1', port: 8080 }],
    },
  ]);
  assert.is(resolvedRefs(world), 'True/ResolvedRefs');
});

for (const [label, ref, reason, message] of [
  ['of an unknown kind', { ...web, kind: 'Bucket' }, 'InvalidKind', /Bucket/],
  ['of an unknown group', { ...web, group: 'example.com' }, 'InvalidKind', /example\.com/],
  ['of an unknown kind elsewhere', { ...web, kind: 'Bucket', namespace: 'other' }, 'InvalidKind', /Bucket/],
  ['that is not there', { ...web, name: 'gone' }, 'BackendNotFound', /no Service gone in namespace shop/],
  ['with a port that the Service lacks', { ...web, port: 81 }, 'BackendNotFound', /no port 81/],
  ['in another namespace', { ...web, namespace: 'other' }, 'RefNotPermitted', /ReferenceGrant in namespace other/],
] as const) {
  test(`a backend ${label} is invalid`, () => {
    const world = worldOf([ref], plain, slice({}));
    assert.is(resolvedRefs(world), `False/${reason}`);
    assert.match(messageOf(world), message);
    assert.equal(backendsOf(world), []);
    assert.equal(findingsAt(world, 'HTTPRoute/shop/cart'), ['error reference spec.rules[0].backendRefs[0]']);
  });
}

test('a Service without ports has no port', () => {
  const world = worldOf([web], service({ clusterIP: 'None' }));
  assert.is(resolvedRefs(world), 'False/BackendNotFound');
  assert.match(messageOf(world), /no port 80/);
});

for (const [appProtocol, protocol] of [
  [undefined, 'http'],
  ['http', 'http'],
  ['HTTP', 'http'],
  ['https', 'https'],
  ['grpc', 'grpc'],
  ['kubernetes.io/h2c', 'h2c'],
  ['kubernetes.io/ws', 'ws'],
  ['kubernetes.io/wss', 'wss'],
] as const) {
  test(`appProtocol ${appProtocol === undefined ? 'absent' : `"${appProtocol}"`} means ${protocol}`, () => {
    const world = worldOf([web], service({ ports: [{ port: 80, ...(appProtocol !== undefined && { appProtocol }) }] }));
    assert.is(backendsOf(world)[0]?.protocol, protocol);
    assert.is(resolvedRefs(world), 'True/ResolvedRefs');
  });
}

for (const appProtocol of ['mysql', 'kubernetes.io/unknown', 'example.com/own', 'constructor', 'tcp']) {
  test(`appProtocol ${appProtocol} is nothing that an HTTPRoute could speak`, () => {
    const world = worldOf([web], service({ ports: [{ port: 80, appProtocol }] }), slice({}));
    assert.is(resolvedRefs(world), 'False/UnsupportedProtocol');
    assert.match(messageOf(world), appProtocol);
    assert.equal(backendsOf(world), []);
  });
}

test('an empty appProtocol, which validation refuses, is none', () => {
  const world = worldOf([web]);
  const ports = [{ port: 80, protocol: 'TCP' as const, appProtocol: '' }];
  const metadata = { namespace: 'shop', name: 'web' };
  world.force({ apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'ClusterIP', ports } });
  assert.is(backendsOf(world)[0]?.protocol, 'http');
});

test('a port of UDP or SCTP is nothing for HTTP, unless TCP has the number too', () => {
  for (const protocol of ['UDP', 'SCTP']) {
    const alone = { name: 'a', port: 80, protocol };
    assert.is(resolvedRefs(worldOf([web], service({ ports: [alone] }))), 'False/UnsupportedProtocol');
    const both = [alone, { name: 'b', port: 80, protocol: 'TCP' }];
    const ports = [
      { name: 'a', port: 1, protocol },
      { name: 'b', port: 2 },
    ];
    assert.equal(endpointsOf(worldOf([web], service({ ports: both }), slice({ ports }))), ['10.0.0.1 2']);
  }
});

test('a named port takes the slice’s port of that name, whatever the Service’s targetPort', () => {
  const ports = [
    { name: 'http', port: 80, targetPort: 'web' },
    { name: 'admin', port: 81, targetPort: 9000 },
  ];
  const slicePorts = [
    { name: 'admin', port: 9000 },
    { name: 'http', port: 3000 },
  ];
  const world = worldOf([web], service({ ports }), slice({ ports: slicePorts }));
  assert.equal(endpointsOf(world), ['10.0.0.1 3000']);
  assert.equal(endpointsOf(worldOf([{ name: 'web', port: 81 }], service({ ports }), slice({ ports: slicePorts }))), [
    '10.0.0.1 9000',
  ]);
});

test('a port of another name, of another transport, or without a number gives no endpoint', () => {
  for (const port of [{ name: 'other', port: 1 }, { port: 1, protocol: 'UDP' }, { name: '' }]) {
    assert.equal(endpointsOf(worldOf([web], plain, slice({ ports: [port] }))), []);
  }
  assert.equal(endpointsOf(worldOf([web], plain, slice({ ports: undefined }))), []);
});

test('an empty name and none are the same', () => {
  assert.equal(endpointsOf(worldOf([web], plain, slice({ ports: [{ name: '', port: 5 }] }))), ['10.0.0.1 5']);
});

test('a headless Service is a backend like any other', () => {
  const world = worldOf([web], service({ clusterIP: 'None', ports: [{ port: 80 }] }), slice({}));
  assert.equal(endpointsOf(world), ['10.0.0.1 8080']);
  assert.is(resolvedRefs(world), 'True/ResolvedRefs');
});

for (const type of ['ClusterIP', 'NodePort', 'LoadBalancer']) {
  test(`a Service of type ${type} is a backend`, () => {
    assert.equal(endpointsOf(worldOf([web], service({ type, ports: [{ port: 80 }] }), slice({}))), ['10.0.0.1 8080']);
  });
}

const endpoint = (address: string, conditions?: Fields): Fields => ({
  addresses: [address],
  ...(conditions && { conditions }),
});

test('endpoints that are ready get traffic; unknown counts as ready', () => {
  const endpoints = [
    endpoint('10.0.0.1'),
    endpoint('10.0.0.2', {}),
    endpoint('10.0.0.3', { ready: true }),
    endpoint('10.0.0.4', { ready: false }),
    endpoint('10.0.0.5', { ready: false, serving: true }),
    endpoint('10.0.0.6', { ready: false, serving: true, terminating: true }),
  ];
  const addresses = endpointsOf(worldOf([web], plain, slice({ endpoints })));
  assert.equal(addresses, ['10.0.0.1 8080', '10.0.0.2 8080', '10.0.0.3 8080']);
});

test('while none is ready, those that drain and still serve get traffic', () => {
  const endpoints = [
    endpoint('10.0.0.1', { ready: false }),
    endpoint('10.0.0.2', { ready: false, serving: true, terminating: true }),
    endpoint('10.0.0.3', { ready: false, serving: false, terminating: true }),
    endpoint('10.0.0.4', { ready: false, terminating: true }),
    endpoint('10.0.0.5', { ready: false, serving: true, terminating: false }),
  ];
  assert.equal(endpointsOf(worldOf([web], plain, slice({ endpoints }))), ['10.0.0.2 8080']);
});

test('no endpoint at all leaves an empty backend: the reference resolves', () => {
  for (const manifests of [
    [],
    [slice({ endpoints: [] })],
    [slice({ endpoints: [endpoint('10.0.0.1', { ready: false })] })],
  ]) {
    const world = worldOf([web], plain, ...manifests);
    assert.equal(backendsOf(world)[0]?.endpoints, []);
    assert.is(resolvedRefs(world), 'True/ResolvedRefs');
  }
});

test('slices are merged, doubles taken once, in the order of address and port, however they come', () => {
  const slices = [
    slice({ endpoints: [endpoint('10.0.0.2'), endpoint('10.0.0.10')] }, 'web-b'),
    slice({ endpoints: [endpoint('10.0.0.2'), endpoint('10.0.0.1')], ports: [{ port: 10 }] }, 'web-a'),
    slice({ endpoints: [endpoint('10.0.0.2'), endpoint('10.0.0.1')], ports: [{ port: 9 }] }, 'web-c'),
    slice({ addressType: 'IPv6', endpoints: [endpoint('2001:DB8::1'), endpoint('2001:db8::1')] }, 'web-v6'),
  ];
  const expected = [
    '10.0.0.1 9',
    '10.0.0.1 10',
    '10.0.0.10 8080',
    '10.0.0.2 9',
    '10.0.0.2 10',
    '10.0.0.2 8080',
    '2001:db8::1 8080',
  ];
  assert.equal(endpointsOf(worldOf([web], plain, ...slices)), expected);
  assert.equal(endpointsOf(worldOf([web], plain, ...slices.toReversed())), expected);
});

test('of an endpoint that comes twice, the slice whose name is first says where it is', () => {
  const inZone = (zone: string, name: string): Fields =>
    slice({ endpoints: [{ addresses: ['10.0.0.1'], zone }] }, name);
  for (const slices of [
    [inZone('z1', 'web-a'), inZone('z2', 'web-b')],
    [inZone('z2', 'web-b'), inZone('z1', 'web-a')],
  ]) {
    assert.is(backendsOf(worldOf([web], plain, ...slices))[0]?.endpoints[0]?.zone, 'z1');
  }
});

test('where an endpoint is goes along', () => {
  const where = { zone: 'z', nodeName: 'n', hostname: 'h' };
  const world = worldOf([web], plain, slice({ endpoints: [{ ...endpoint('10.0.0.1'), ...where }] }));
  assert.equal(backendsOf(world)[0]?.endpoints, [{ address: '10.0.0.1', port: 8080, ...where }]);
});

test('slices of other Services, of other namespaces, or of none do not count', () => {
  const { metadata: _, ...rest } = slice({});
  const world = worldOf(
    [web],
    plain,
    slice({}, 'a', 'other'),
    slice({}, 'b', 'web', 'other'),
    { ...rest, metadata: { namespace: 'shop', name: 'c' } },
    { ...rest, metadata: { namespace: 'shop', name: 'd', labels: { app: 'web' } } },
  );
  assert.equal(endpointsOf(world), []);
});

test('a backend follows its Service and its slices', () => {
  const world = worldOf([web]);
  assert.is(resolvedRefs(world), 'False/BackendNotFound');
  world.upsert(plain);
  assert.is(resolvedRefs(world), 'True/ResolvedRefs');
  world.upsert(slice({}));
  assert.equal(endpointsOf(world), ['10.0.0.1 8080']);
  world.upsert(slice({ endpoints: [endpoint('10.0.0.7')] }));
  assert.equal(endpointsOf(world), ['10.0.0.7 8080']);
  world.upsert(slice({}, 'web-1', 'other'));
  assert.equal(endpointsOf(world), [], 'the slice was given to another Service');
  world.upsert(slice({}));
  world.upsert(service({ ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }));
  assert.is(backendsOf(world)[0]?.protocol, 'h2c');
  world.delete('EndpointSlice/shop/web-1');
  assert.equal(endpointsOf(world), []);
  world.delete('Service/shop/web');
  assert.is(resolvedRefs(world), 'False/BackendNotFound');
  assert.equal(backendsOf(world), []);
});

test('one backend for many references', () => {
  const world = worldOf([web, { ...web, weight: 3 }], plain, slice({}));
  world.upsert(route('shop/other'));
  assert.is(backendsOf(world).length, 1);
  world.delete('HTTPRoute/shop/other');
  assert.is(backendsOf(world).length, 1);
  world.delete('HTTPRoute/shop/cart');
  assert.equal(backendsOf(world), []);
});

test.run();
