import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { service } from '../engine/world.ts';
import { backendSettings, ruleOf, shopWorld } from './policies.ts';

const test = suite("policy kinds: Envoy Gateway's");

type Fields = Readonly<Record<string, unknown>>;

function envoy(kind: string, target: string, spec: Fields, metadata: Fields = {}): Fields {
  const [object = '', sectionName] = target.split('#');
  const [targetKind = '', namespace = '', name = ''] = object.split('/');
  const section = sectionName !== undefined && { sectionName };
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind,
    metadata: { namespace, name: target.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), ...metadata },
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: targetKind, name, ...section }], ...spec },
  };
}

const traffic = (target: string, spec: Fields, metadata: Fields = {}) =>
  envoy('BackendTrafficPolicy', target, spec, metadata);
const security = (target: string, spec: Fields) => envoy('SecurityPolicy', target, spec);

const gateway = 'Gateway/infra/edge';
const route = 'HTTPRoute/shop/r';

const secret = (name: string, data: Readonly<Record<string, string>>): Fields => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'shop', name },
  stringData: data,
});

const toldOf = (manifests: readonly Fields[], kind: string) =>
  shopWorld(manifests)
    .engine.findings()
    .filter(({ resource }) => resource.startsWith(`${kind}/`))
    .map(({ path, message }) => `${path} ${message}`);

test('BackendTrafficPolicy: what the configuration has a place for', () => {
  const world = shopWorld([
    traffic(gateway, {
      retry: {
        numRetries: 3,
        retryOn: { triggers: ['gateway-error', 'connect-failure'], httpStatusCodes: [429] },
        perRetry: { timeout: '2s', backOff: { baseInterval: '100ms', maxInterval: '1s' } },
      },
      timeout: { tcp: { connectTimeout: '1s' }, http: { requestTimeout: '10s', connectionIdleTimeout: '1m' } },
      circuitBreaker: {
        maxConnections: 10,
        maxParallelRequests: 20,
        retryBudget: { percent: { numerator: 1, denominator: 4 }, minRetryConcurrency: 1 },
      },
      loadBalancer: { type: 'ConsistentHash', consistentHash: { type: 'Header', header: { name: 'X-User' } } },
      healthCheck: { passive: { consecutive5XxErrors: 2 }, active: { type: 'TCP', interval: '1s' } },
      faultInjection: { abort: { httpStatus: 503, percentage: 1.5 } },
      rateLimit: {
        type: 'Local',
        local: {
          rules: [
            {
              clientSelectors: [{ headers: [{ name: 'X-Tenant', type: 'Distinct' }] }],
              limit: { requests: 5, unit: 'Minute' },
            },
          ],
        },
      },
      compression: [{ type: 'Gzip' }, { type: 'Brotli' }],
    }),
  ]);
  const { settings, filters } = ruleOf(world);
  assert.equal(settings.retry, {
    attempts: 3,
    statusCodes: [429, 502, 503, 504],
    backoff: 100,
    maximumBackoff: 1000,
  });
  assert.equal(settings.timeouts, { backendRequest: 2000, request: 10_000 });
  assert.equal(settings.compression?.algorithms, ['gzip', 'br']);
  assert.equal(
    settings.rateLimits?.map(({ requests, interval, by }) => ({ requests, interval, by })),
    [{ requests: 5, interval: 60_000, by: [{ kind: 'header', name: 'x-tenant' }] }],
  );
  assert.equal(filters, [{ kind: 'fault', abort: { statusCode: 503, percentage: 1.5 } }]);
  assert.equal(backendSettings(world), {
    loadBalancing: { kind: 'maglev', on: [{ kind: 'header', name: 'x-user' }], tableSize: 65_537 },
    limits: { connections: 10, requests: 20 },
    outlierDetection: { consecutive5xx: 2, interval: 3000, baseEjectionTime: 30_000, maxEjectionPercent: 10 },
    healthCheck: { kind: 'tcp', interval: 1000, timeout: 1000, unhealthyThreshold: 3, healthyThreshold: 1 },
    retryBudget: { percent: 25, minimum: 1 },
    connectTimeout: 1000,
    idleTimeout: 60_000,
  });
});

const above = traffic(gateway, {
  retry: { numRetries: 3 },
  timeout: { http: { requestTimeout: '10s' } },
});

test('a more specific policy hides the other as a whole, unless it asks to be merged', () => {
  const below = (more: Fields) => traffic(route, { retry: { numRetries: 1 }, ...more });
  for (const mode of ['classic', 'gep-713', 'gep-713-literal'] as const) {
    const settings = (...policies: readonly Fields[]) => ruleOf(shopWorld(policies, {}, mode)).settings;
    assert.is(settings(above).timeouts?.request, 10_000, mode);
    assert.equal(settings(above, below({})), { retry: { attempts: 1, statusCodes: [503] } }, mode);
    const merged = settings(above, below({ mergeType: 'StrategicMerge' }));
    assert.is(merged.retry?.attempts, 1, mode);
    assert.equal(merged.timeouts, { request: 10_000 }, mode);
  }
});

test('merging is with the closest parent', () => {
  const listener = traffic(`${gateway}#l0`, { timeout: { http: { requestTimeout: '20s' } } });
  const merging = traffic(route, { mergeType: 'JSONMerge', faultInjection: { abort: { httpStatus: 500 } } });
  for (const mode of ['classic', 'gep-713', 'gep-713-literal'] as const) {
    const { settings, filters } = ruleOf(shopWorld([above, listener, merging], {}, mode));
    assert.equal(settings, { timeouts: { request: 20_000 } }, mode);
    assert.is(filters.length, 1, mode);
  }
});

test('of two for one target the older counts', () => {
  const at = (year: number, numRetries: number) =>
    traffic(route, { retry: { numRetries } }, { name: `of-${year}`, creationTimestamp: `${year}-01-01T00:00:00Z` });
  assert.is(ruleOf(shopWorld([at(2026, 5), at(2025, 4)])).settings.retry?.attempts, 4);
});

test("the rule's own retry and timeout win", () => {
  const rule = { retry: { attempts: 2, codes: [502] }, timeouts: { request: '3s' } };
  const { settings } = ruleOf(shopWorld([above], rule));
  assert.equal(settings, { retry: { attempts: 2, statusCodes: [502] }, timeouts: { request: 3000 } });
});

test('each field that has no place is told', () => {
  assert.equal(
    toldOf([traffic(gateway, { bandwidthLimit: {}, retry: { numAttemptsPerPriority: 1 } })], 'BackendTrafficPolicy'),
    ['spec.bandwidthLimit is not carried out here', 'spec.retry.numAttemptsPerPriority is not carried out here'],
  );
  const clients = envoy('ClientTrafficPolicy', gateway, { http3: {}, headers: { enableEnvoyHeaders: true } });
  assert.is(toldOf([clients], 'ClientTrafficPolicy').length, 2);
  const world = shopWorld([clients]);
  assert.is(
    world.engine
      .policies()
      .find(({ kind }) => kind === 'ClientTrafficPolicy')
      ?.path.at(1),
    gateway,
  );
});

const accessOf = (manifests: readonly Fields[]) => ruleOf(shopWorld(manifests)).settings.access;
const isClosed = (...manifests: readonly Fields[]) => ruleOf(shopWorld(manifests)).action.kind === 'respond';

test('SecurityPolicy: users, keys, a service that is asked, CORS', () => {
  const spec = {
    cors: { allowOrigins: ['https://example.com'], maxAge: '1m' },
    basicAuth: { users: { name: 'users' } },
    apiKeyAuth: { credentialRefs: [{ name: 'clients' }], extractFrom: [{ headers: ['X-Key'] }] },
    extAuth: { http: { path: '/check', backendRefs: [{ name: 'auth', port: 80 }], headersToBackend: ['X-User'] } },
  };
  const world = shopWorld([
    secret('users', { '.htpasswd': 'a:b' }),
    secret('clients', { a: 'b' }),
    service('shop/auth'),
    security(route, spec),
  ]);
  const { settings, filters } = ruleOf(world);
  assert.equal(
    settings.access?.map(({ kind }) => kind),
    ['basic', 'apiKey', 'external'],
  );
  const [, keys, asked] = settings.access ?? [];
  assert.equal(keys?.kind === 'apiKey' && keys.from, [{ kind: 'header', name: 'x-key' }]);
  assert.is(asked?.kind === 'external' && asked.timeout, 10_000);
  const [cors] = filters;
  assert.is(cors?.kind === 'cors' && cors.maxAge, 60);
});

test('SecurityPolicy: authorization by address and by claims', () => {
  const by = (authorization: Fields, more: Fields = {}) => accessOf([security(gateway, { authorization, ...more })]);
  const ranges = (action: string, ...clientCIDRs: string[]) => ({ action, principal: { clientCIDRs } });
  assert.equal(by({ rules: [ranges('Allow', '10.0.0.0/8')] }), [
    { kind: 'addresses', allow: ['10.0.0.0/8'], deny: [] },
  ]);
  assert.equal(by({ defaultAction: 'Allow', rules: [ranges('Deny', '10.0.0.0/8')] }), [
    { kind: 'addresses', allow: [], deny: ['10.0.0.0/8'] },
  ]);
  assert.equal(by({ rules: [] }), [{ kind: 'addresses', allow: [], deny: ['0.0.0.0/0', '::/0'] }]);
  const providers = [{ name: 'a', issuer: 'i', remoteJWKS: { uri: 'https://id.example.com/keys' } }];
  const claims = [{ name: 'role', values: ['admin'] }];
  const rule = { action: 'Allow', principal: { jwt: { provider: 'a', claims } } };
  const [, jwt] = by({ rules: [rule] }, { jwt: { optional: true, providers } }) ?? [];
  assert.is(jwt?.kind === 'jwt' && jwt.optional, false);
  assert.equal(jwt?.kind === 'jwt' && jwt.claims, claims);
});

test("SecurityPolicy: what can't be honoured closes the rule; an empty one on a route opts out", () => {
  assert.ok(isClosed(security(gateway, { oidc: { clientID: 'x' } })));
  assert.ok(isClosed(security(gateway, { extAuth: { failOpen: true } })));
  assert.ok(isClosed(security(gateway, { basicAuth: { users: { name: 'nobody' } } })));
  const mixed = [
    { action: 'Allow', principal: { clientCIDRs: ['10.0.0.0/8'] } },
    { action: 'Deny', principal: { clientCIDRs: ['10.1.0.0/16'] } },
  ];
  assert.ok(isClosed(security(gateway, { authorization: { rules: mixed } })));
  const closed = security(gateway, { authorization: { rules: [] } });
  assert.is(accessOf([closed, security(route, {})]), undefined);
});

test('rules of an AccessPolicy hold beside those of a SecurityPolicy', () => {
  const own = {
    apiVersion: 'policy.routeward.dev/v1alpha1',
    kind: 'AccessPolicy',
    metadata: { namespace: 'infra', name: 'p' },
    spec: {
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' },
      default: { addresses: { deny: ['192.0.2.1'] } },
    },
  };
  const theirs = security(gateway, { authorization: { rules: [] } });
  assert.is(accessOf([own, theirs])?.length, 2);
});

test.run();
