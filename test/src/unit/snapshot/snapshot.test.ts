import { createEngine, parseResource, type Resource } from '@routeward/core';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayClass, httpListener, namespace, route } from '../../threats/manifests.ts';
import { createWorld, edge, httpsListener, tlsSecret } from '../gateways/gateway-world.ts';

const test = suite('snapshot: indexes follow every change');

type Fields = Readonly<Record<string, unknown>>;

const meta = (path: string, more: Fields = {}): Fields => {
  const [home, name] = path.split('/');
  return { namespace: home, name, ...more };
};

const service = (path: string, spec: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(path),
  spec,
});

const slice = (path: string, owner: string | undefined, address: string): Fields => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: meta(path, owner === undefined ? {} : { labels: { 'kubernetes.io/service-name': owner } }),
  addressType: 'IPv4',
  ports: [{ port: 8080 }],
  endpoints: [{ addresses: [address] }],
});

const grant = (path: string, from: string, to: Fields): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'ReferenceGrant',
  metadata: meta(path),
  spec: {
    from: [
      { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from },
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: from },
    ],
    to: [to],
  },
});

const selected = { namespaces: { from: 'Selector', selector: { matchLabels: { routes: 'yes' } } } };
const backends = [
  { name: 'web', port: 80 },
  { name: 'web', namespace: 'pay', port: 80 },
];

/** States that one object can be in; the first is absent. Together they move every index in every direction. */
const objects: readonly (readonly [key: string, ...states: readonly Fields[]])[] = [
  [
    'GatewayClass/routeward',
    gatewayClass,
    { ...gatewayClass, spec: { controllerName: 'example.com/other' } },
    { ...gatewayClass, metadata: { name: 'routeward', generation: 2 } },
  ],
  [
    'Gateway/infra/edge',
    edge({ listeners: [httpListener(), httpListener({ name: 'some', port: 81, allowedRoutes: selected })] }),
    edge({
      listeners: [httpListener(), httpsListener({ tls: { certificateRefs: [{ namespace: 'pay', name: 'cert' }] } })],
    }),
    edge({ listeners: [httpListener()], gatewayClassName: 'other' }),
  ],
  ['Gateway/infra/second', edge({ listeners: [httpListener({ port: 90 })] }, { name: 'second' })],
  [
    'HTTPRoute/shop/cart',
    route('shop/cart', { rules: [{ backendRefs: backends }] }),
    route('shop/cart', { parent: { namespace: 'infra', name: 'second' }, rules: [{ backendRefs: backends }] }),
    route('shop/cart', { hostnames: ['a.example.com'] }),
  ],
  ['HTTPRoute/pay/bill', route('pay/bill'), route('pay/bill', { parent: { kind: 'Bridge', name: 'edge' } })],
  ['Namespace/shop', namespace('shop', { routes: 'yes' }), namespace('shop', { routes: 'no' })],
  ['Namespace/pay', namespace('pay', { routes: 'yes' })],
  ['Service/shop/web', service('shop/web', { ports: [{ port: 80 }] }), service('shop/web', { ports: [{ port: 81 }] })],
  [
    'Service/pay/web',
    service('pay/web', { ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }),
    service('pay/web', { type: 'ExternalName', externalName: 'x.example', ports: [{ port: 80 }] }),
  ],
  [
    'EndpointSlice/shop/one',
    slice('shop/one', 'web', '10.0.0.1'),
    slice('shop/one', 'other', '10.0.0.2'),
    slice('shop/one', undefined, '10.0.0.3'),
  ],
  ['EndpointSlice/shop/two', slice('shop/two', 'web', '10.0.0.1'), slice('shop/two', 'web', '127.0.0.1')],
  ['EndpointSlice/pay/one', slice('pay/one', 'web', '10.0.1.1')],
  [
    'ReferenceGrant/pay/shop',
    grant('pay/shop', 'shop', { group: '', kind: 'Service' }),
    grant('pay/shop', 'shop', { group: '', kind: 'Secret' }),
    grant('pay/shop', 'infra', { group: '', kind: 'Secret', name: 'cert' }),
  ],
  ['ReferenceGrant/pay/more', grant('pay/more', 'shop', { group: '', kind: 'Service', name: 'web' })],
  ['Secret/pay/cert', tlsSecret('pay/cert'), tlsSecret('pay/cert', { type: 'Opaque' })],
];

function resourceOf(manifest: Fields): Resource {
  const parsed = parseResource(manifest);
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed));
  return parsed.resource;
}

const states = objects.map(([key, ...manifests]) => ({ key, resources: manifests.map(resourceOf) }));

/** Index of an object, and of its next state; 0 is absent. */
const step = fc
  .nat({ max: states.length - 1 })
  .chain((object) => fc.tuple(fc.constant(object), fc.nat({ max: states[object]?.resources.length ?? 0 })));

const changeOf = ([object, state]: readonly [number, number]) => {
  const { key = '', resources = [] } = states[object] ?? {};
  const resource = resources[state - 1];
  return resource === undefined ? ({ kind: 'delete', key } as const) : ({ kind: 'upsert', resource } as const);
};

test('after any changes, an engine says what one says that was given the last state at once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 25 }), (batches) => {
      const gradual = createEngine();
      const last = new Map<number, number>();
      for (const batch of batches) {
        gradual.apply(batch.map(changeOf));
        for (const [object, state] of batch) last.set(object, state);
      }
      const fresh = createEngine();
      fresh.apply([...last].toReversed().map(changeOf));
      assert.equal(gradual.configuration, fresh.configuration);
      assert.equal(gradual.status(), fresh.status());
      assert.equal(gradual.findings(), fresh.findings());
      assert.equal(gradual.attachments(), fresh.attachments());
    }),
    { numRuns: 300 },
  );
});

test('a resource is found by its key, replaced by another of the same key, and gone once deleted', () => {
  for (const [key, ...manifests] of objects) {
    const world = createWorld({});
    for (const manifest of manifests) {
      world.upsert(manifest);
      assert.equal(world.engine.resource(key), resourceOf(manifest));
      assert.is(world.engine.resources().length, 1);
    }
    world.delete(key);
    assert.is(world.engine.resource(key), undefined);
    assert.equal(world.engine.resources(), []);
  }
});

test('what was never there can be asked for and deleted', () => {
  const world = createWorld({}, gatewayClass);
  for (const key of [
    '',
    'Gateway',
    'Gateway/',
    'Gateway/a/b',
    'Pod/a/b',
    '__proto__/a',
    'constructor/a/b',
    'toString',
  ]) {
    assert.is(world.engine.resource(key), undefined, key);
    world.delete(key);
  }
  assert.is(world.engine.resources().length, 1);
});

test('the name of a namespace as a label can not be forged, even past validation', () => {
  const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'infra' } };
  const listeners = [httpListener({ allowedRoutes: { namespaces: { from: 'Selector', selector } } })];
  const world = createWorld({}, gatewayClass, edge({ listeners }), route('shop/cart'));
  const metadata = { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'infra' } };
  world.force({ apiVersion: 'v1', kind: 'Namespace', metadata });
  const [attachment] = world.engine.attachments();
  assert.is(attachment?.parents[0]?.listeners[0]?.kind, 'refused');
});

test('names that every object has are names like any other', () => {
  const world = createWorld(
    {},
    gatewayClass,
    edge({ listeners: [httpListener()] }),
    route('constructor/constructor', { rules: [{ backendRefs: [{ name: 'constructor', port: 80 }] }] }),
    service('constructor/constructor', { ports: [{ port: 80 }] }),
    slice('constructor/constructor', 'constructor', '10.0.0.1'),
  );
  assert.is(world.engine.configuration.backends[0]?.endpoints.length, 1);
});

test.run();
