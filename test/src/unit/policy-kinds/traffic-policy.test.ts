import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, backendSettings, policy, shopWorld } from './policies.ts';

const test = suite('policy kinds: TrafficPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onService = (spec: Fields) => policy('TrafficPolicy', 'p', 'Service/shop/cart', spec);
const onGateway = (spec: Fields) => policy('TrafficPolicy', 'gateway', 'Gateway/infra/edge', spec);

const settings = (...policies: readonly Fields[]) => backendSettings(shopWorld(policies));
const balanced = (loadBalancing: Fields) => settings(onService({ default: { loadBalancing } }))?.loadBalancing;

test('load balancing in each of its ways', () => {
  assert.equal(balanced({ type: 'RoundRobin' }), { kind: 'roundRobin' });
  assert.equal(balanced({ type: 'Random' }), { kind: 'random' });
  assert.equal(balanced({ type: 'LeastRequest' }), { kind: 'leastRequest', choices: 2 });
  assert.equal(balanced({ type: 'LeastRequest', choices: 4 }), { kind: 'leastRequest', choices: 4 });
});

test('consistent hashing, of whatever a request has first', () => {
  const by = [
    { type: 'Header', name: 'X-User' },
    { type: 'Cookie', name: 'Session', ttl: '1h', path: '/' },
    { type: 'QueryParam', name: 'u' },
    { type: 'SourceAddress' },
  ];
  const expected = [
    { kind: 'header', name: 'x-user' },
    { kind: 'cookie', name: 'Session', ttl: 3_600_000, path: '/' },
    { kind: 'query', name: 'u' },
    { kind: 'sourceAddress' },
  ];
  const hash = (fields: Fields) => balanced({ type: 'ConsistentHash', consistentHash: { by, ...fields } });
  assert.equal(hash({}), { kind: 'maglev', on: expected, tableSize: 65_537 });
  assert.equal(hash({ tableSize: 101 }), { kind: 'maglev', on: expected, tableSize: 101 });
  assert.equal(hash({ algorithm: 'RingHash' }), { kind: 'ringHash', on: expected, minimumRingSize: 1024 });
});

test('limits, slow start, zones, outliers and health checks, with their defaults', () => {
  const spec = {
    slowStart: { window: '30s' },
    preferLocalZone: true,
    limits: { connections: 10, pendingRequests: 0, requests: 20, retries: 3, requestsPerConnection: 100 },
    outlierDetection: {},
    healthCheck: { http: { path: '/healthz', expectedStatuses: [204, 200] } },
  };
  assert.equal(settings(onGateway({ defaults: spec })), {
    slowStart: 30_000,
    preferLocalZone: true,
    limits: { connections: 10, pendingRequests: 0, requests: 20, retries: 3, requestsPerConnection: 100 },
    outlierDetection: { consecutive5xx: 5, interval: 10_000, baseEjectionTime: 30_000, maxEjectionPercent: 10 },
    healthCheck: {
      interval: 5000,
      timeout: 1000,
      unhealthyThreshold: 3,
      healthyThreshold: 1,
      kind: 'http',
      path: '/healthz',
      method: 'GET',
      expectedStatuses: [200, 204],
    },
  });
});

test('other kinds of health checks', () => {
  const check = (healthCheck: Fields) => settings(onService({ default: { healthCheck } }))?.healthCheck;
  assert.is(check({ type: 'TCP' })?.kind, 'tcp');
  const { kind, ...grpc } = check({ grpc: { service: 'shop.Cart' }, interval: '1s' }) ?? {};
  assert.is(kind, 'grpc');
  assert.equal(grpc, {
    interval: 1000,
    timeout: 1000,
    unhealthyThreshold: 3,
    healthyThreshold: 1,
    service: 'shop.Cart',
  });
});

test('values are merged field by field, load balancing as a whole', () => {
  const above = { loadBalancing: { type: 'LeastRequest', choices: 4 }, outlierDetection: { consecutive5xx: 3 } };
  const below = { loadBalancing: { type: 'Random' }, outlierDetection: { interval: '1s' } };
  const merged = settings(onGateway({ default: above }), onService({ default: below }));
  assert.equal(merged?.loadBalancing, { kind: 'random' });
  assert.is(merged?.outlierDetection?.consecutive5xx, 3);
  assert.is(merged?.outlierDetection?.interval, 1000);
  const overridden = settings(onGateway({ override: above }), onService({ default: below }));
  assert.equal(overridden?.loadBalancing, { kind: 'leastRequest', choices: 4 });
});

test('each backend of a rule has its own', () => {
  const pay = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'pay' } };
  const gone = { name: 'gone', port: 80, weight: 7 };
  const world = shopWorld(
    [
      { ...pay, spec: { ports: [{ port: 80 }] } },
      onService({ default: { limits: { requests: 1 } } }),
      policy('TrafficPolicy', 'pay', 'Service/shop/pay', { default: { limits: { requests: 2 } } }),
    ],
    { backendRefs: [{ name: 'cart', port: 80, weight: 3 }, gone, { name: 'pay', port: 80, weight: 5 }] },
  );
  assert.equal(
    [0, 1, 2].map((index) => backendSettings(world, undefined, index)?.limits?.requests),
    [1, undefined, 2],
  );
  const { action } = world.engine.configuration.gateways[0]?.listeners[0]?.virtualHosts[0]?.rules[0] ?? {};
  assert.equal(action?.kind === 'forward' && action.backends.map(({ kind, weight }) => [kind, weight]), [
    ['backend', 3],
    ['invalid', 7],
    ['backend', 5],
  ]);
});

test('every bad value is refused by name and path', () => {
  const hash = (fields: Fields) => ({ loadBalancing: { type: 'ConsistentHash', consistentHash: fields } });
  const source = (fields: Fields) => JSON.parse(JSON.stringify(hash({ by: [fields] })));
  assertRefused('TrafficPolicy', [
    [{ loadBalancing: { type: 'Fastest' } }, 'loadBalancing.type'],
    [{ loadBalancing: { type: 'Random', choices: 3 } }, 'loadBalancing'],
    [{ loadBalancing: { type: 'LeastRequest', choices: 1 } }, 'loadBalancing.choices'],
    [{ loadBalancing: { type: 'ConsistentHash' } }, 'loadBalancing'],
    [source({ type: 'Header' }), 'loadBalancing.consistentHash.by[0]'],
    [source({ type: 'SourceAddress', name: 'x' }), 'loadBalancing.consistentHash.by[0]'],
    [source({ type: 'Header', name: 'x', ttl: '1s' }), 'loadBalancing.consistentHash.by[0]'],
    [source({ type: 'Cookie', name: 'x', path: 'x; Domain=evil' }), 'loadBalancing.consistentHash.by[0].path'],
    [JSON.parse(JSON.stringify(hash({ by: [] }))), 'loadBalancing.consistentHash.by'],
    [
      JSON.parse(JSON.stringify(hash({ by: [{ type: 'SourceAddress' }], tableSize: 100 }))),
      'loadBalancing.consistentHash',
    ],
    [{ slowStart: { window: 'long' } }, 'slowStart.window'],
    [{ preferLocalZone: 'yes' }, 'preferLocalZone'],
    [{ limits: { connections: 0 } }, 'limits.connections'],
    [{ limits: { requests: -1 } }, 'limits.requests'],
    [{ outlierDetection: { consecutive5xx: 0 } }, 'outlierDetection.consecutive5xx'],
    [{ outlierDetection: { maxEjectionPercent: 101 } }, 'outlierDetection.maxEjectionPercent'],
    [{ healthCheck: { type: 'ICMP' } }, 'healthCheck.type'],
    [{ healthCheck: { http: { path: 'healthz' } } }, 'healthCheck.http.path'],
    [{ healthCheck: { http: { expectedStatuses: [42] } } }, 'healthCheck.http.expectedStatuses[0]'],
    [{ healthCheck: { timeout: '1' } }, 'healthCheck.timeout'],
  ]);
});

test.run();
