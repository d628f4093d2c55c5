import { createTranslator, type EnvoySnapshot, type TranslateOptions, translate } from '@routeward/adapters-envoy';
import { checkResource } from '@routeward/adapters-envoy/delivery';
import type {
  AccessRule,
  BackendSettings,
  EffectiveBackend,
  EffectiveConfiguration,
  EffectiveRule,
  RuleMatch,
  RuleSettings,
  VirtualHost,
} from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('envoy: settings of rules and backends');

const key = 'Service/default/a/80';
const ref = { group: '', kind: 'Service', namespace: 'default', name: 'a', port: 80 };

const backend = (more: Partial<EffectiveBackend> = {}): EffectiveBackend => ({
  key,
  ref,
  protocol: 'http',
  endpoints: [{ address: '10.0.0.1', port: 80 }],
  ...more,
});

const rule = (settings: RuleSettings = {}, match: Partial<RuleMatch> = {}): EffectiveRule => ({
  origin: { route: 'HTTPRoute/default/r', rule: 0, match: 0, hostname: '*', createdAt: 0 },
  match: { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [], ...match },
  filters: [],
  action: { kind: 'forward', backends: [{ kind: 'backend', backend: key, ref, weight: 1, filters: [] }] },
  settings,
});

const host = (hostname: string, rules: readonly EffectiveRule[]): VirtualHost => ({
  hostname,
  version: hostname,
  rules,
});

const configuration = (
  virtualHosts: readonly VirtualHost[],
  backends: readonly EffectiveBackend[] = [backend()],
): EffectiveConfiguration => ({
  version: '1',
  gateways: [
    {
      namespace: 'default',
      name: 'web',
      gatewayClass: 'c',
      addresses: [],
      version: '1',
      listeners: [
        {
          name: 'http',
          owner: 'Gateway/default/web',
          port: 80,
          protocol: 'HTTP',
          virtualHosts,
          streamRules: [],
          version: '1',
        },
      ],
    },
  ],
  backends,
});

const withRule = (settings: RuleSettings, options: TranslateOptions = {}): EnvoySnapshot =>
  translate(configuration([host('*', [rule(settings)])]), options);

const withBackend = (settings: BackendSettings, more: Partial<EffectiveBackend> = {}): EnvoySnapshot =>
  translate(configuration([host('*', [rule()])], [backend({ settings, ...more })]));

const routesText = ({ routes }: EnvoySnapshot): string => JSON.stringify(routes.get('default/web/80')?.body);
const listenerText = ({ listeners }: EnvoySnapshot): string => JSON.stringify(listeners.get('default/web/80')?.body);

const told = ({ findings }: EnvoySnapshot): string[] =>
  findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

const closed = (snapshot: EnvoySnapshot): void =>
  assert.match(routesText(snapshot), '"direct_response":{"status":500}', told(snapshot).join('\n'));

function accepted(snapshot: EnvoySnapshot): void {
  const { listeners, routes, clusters, endpoints } = snapshot;
  for (const part of [listeners, routes, clusters, endpoints]) {
    for (const resource of part.values()) assert.equal(checkResource(resource), []);
  }
}

const health = { interval: 1000, timeout: 100, unhealthyThreshold: 1, healthyThreshold: 1 };
const outlier = { interval: 1000, baseEjectionTime: 1000, maxEjectionPercent: 10 };
const tls = { hostname: 'a.test', authorities: 'system', subjectAltNames: [] } as const;
const header = [{ kind: 'header', name: 'x-user' }] as const;

const refused: readonly (readonly [what: string, settings: BackendSettings])[] = [
  ['a table that is no prime', { loadBalancing: { kind: 'maglev', tableSize: 100, on: header } }],
  ['a table that is too large', { loadBalancing: { kind: 'maglev', tableSize: 5_000_013, on: header } }],
  ['a ring that is too large', { loadBalancing: { kind: 'ringHash', minimumRingSize: 9_000_000, on: header } }],
  ['one choice', { loadBalancing: { kind: 'leastRequest', choices: 1 } }],
  ['a cookie without a name', { loadBalancing: { kind: 'maglev', tableSize: 7, on: [{ kind: 'cookie', name: '' }] } }],
  ['a limit below nothing', { limits: { connections: -1 } }],
  ['a budget of more than all', { retryBudget: { percent: 101, minimum: 1 } }],
  ['no interval', { outlierDetection: { ...outlier, interval: 0 } }],
  ['more than all ejected', { outlierDetection: { ...outlier, maxEjectionPercent: 101 } }],
  ['gRPC checks over HTTP/1.1', { healthCheck: { ...health, kind: 'grpc' } }],
  [
    'a check of no path',
    { healthCheck: { ...health, kind: 'http', path: '', method: 'GET', expectedStatuses: [200] } },
  ],
  [
    'a check by CONNECT',
    { healthCheck: { ...health, kind: 'http', path: '/', method: 'CONNECT', expectedStatuses: [200] } },
  ],
  ['no time to connect', { connectTimeout: 0 }],
  ['a text that is no Unicode', { tls: { ...tls, hostname: '\ud800' } }],
  ['TLS without a name', { tls: { ...tls, hostname: '' } }],
  ['TLS without an authority', { tls: { ...tls, authorities: [] } }],
];

for (const [what, settings] of refused) {
  test(`a backend with what Envoy would refuse is closed, and no other: ${what}`, () => {
    const other = backend({ key: 'Service/default/b/80', ref: { ...ref, name: 'b' } });
    const snapshot = translate(configuration([host('*', [rule()])], [backend({ settings }), other]));
    assert.equal([...snapshot.clusters.keys()], [other.key]);
    closed(snapshot);
    assert.match(
      told(snapshot)[0] ?? '',
      /^error spec\.rules\[0\]\.backendRefs\[0\]: Service\/default\/a\/80: .*: its requests get 500$/,
    );
  });
}

test('what is hashed is said by the routes; backends that hash other things have routes of their own', () => {
  const settings = { loadBalancing: { kind: 'maglev', tableSize: 7, on: header } } as const;
  assert.match(
    routesText(withBackend(settings)),
    '"hash_policy":[{"header":{"header_name":"x-user"},"terminal":true}]',
  );
  const cookie = {
    loadBalancing: { kind: 'ringHash', minimumRingSize: 8, on: [{ kind: 'cookie', name: 'c' }] },
  } as const;
  const two = (second: BackendSettings) => {
    const b = { ...ref, name: 'b' };
    const backends = [backend({ settings }), backend({ key: 'Service/default/b/80', ref: b, settings: second })];
    const shared: EffectiveRule = {
      ...rule(),
      action: {
        kind: 'forward',
        backends: backends.map((of) => ({ kind: 'backend', backend: of.key, ref: of.ref, weight: 1, filters: [] })),
      },
    };
    return routesText(translate(configuration([host('*', [shared])], backends)));
  };
  assert.match(two(settings), 'weighted_clusters');
  assert.match(two({}), 'weighted_clusters');
  assert.not.match(two(cookie), 'weighted_clusters');
  assert.match(two(cookie), 'runtime_fraction');
});

test('TLS makes a backend of https one that is spoken to', () => {
  const snapshot = withBackend({ tls }, { protocol: 'https' });
  const text = JSON.stringify(snapshot.clusters.get(key)?.body);
  assert.match(text, '"sni":"a.test"');
  assert.match(text, '"filename":"/etc/ssl/certs/ca-certificates.crt"');
  assert.equal(told(snapshot), []);
  assert.match(routesText(withBackend({}, { protocol: 'https' })), '"status":502');
});

test('what Envoy does in another way is told', () => {
  const hash = { kind: 'maglev', tableSize: 7, on: header } as const;
  assert.equal(told(withBackend({ slowStart: 1000, loadBalancing: hash, preferLocalZone: true })), [
    `warning spec.rules[0].backendRefs[0]: ${key}: Envoy gives new endpoints their full share at once with this load balancing`,
    `warning spec.rules[0].backendRefs[0]: ${key}: nobody says in which zone Envoy runs: all zones are alike to it`,
  ]);
});

test('routes follow their backends, also where nothing else changes', () => {
  const translator = createTranslator();
  const hosts = [host('*', [rule()])];
  translator.translate(configuration(hosts));
  const settings = { loadBalancing: { kind: 'maglev', tableSize: 7, on: header } } as const;
  for (const backends of [[backend({ settings })], [backend({ settings: { connectTimeout: 0 } })], [backend()]]) {
    const next = configuration(hosts, backends);
    assert.is(routesText(translator.translate(next)), routesText(translate(next)));
  }
});

const secret = { kind: 'Secret', namespace: 'default', name: 's', digest: '1' } as const;
const basic: AccessRule = { kind: 'basic', users: secret, key: 'users' };
const provider = (issuer: string, uri: string) => ({
  ...{ name: 'p', issuer, audiences: [], from: [], claimHeaders: [] },
  keySet: { kind: 'remote', uri, cacheTime: 60_000 } as const,
});
const jwt = (uri: string): AccessRule => ({
  kind: 'jwt',
  optional: false,
  claims: [],
  providers: [provider('i', uri)],
});
const external = (protocol: 'http' | 'grpc'): AccessRule => ({
  ...{ kind: 'external', protocol, backend: 'Service/default/auth/80', ref: { ...ref, name: 'auth' } },
  ...{ path: '', sendHeaders: [], takeHeaders: [], timeout: 1000, bodyBytes: 10 },
});
const limit = { name: 'l', scope: 'local', requests: 1, interval: 1000, burst: 1, by: [] } as const;

const broken: readonly (readonly [what: string, settings: RuleSettings])[] = [
  ['users that nobody gives', { access: [basic] }],
  ['keys that nobody gives', { access: [{ kind: 'apiKey', keys: [secret], from: header }] }],
  ['a range that is none', { access: [{ kind: 'addresses', allow: ['10.0.0.0/33'], deny: [] }] }],
  ['no provider of tokens', { access: [{ kind: 'jwt', optional: true, claims: [], providers: [] }] }],
  ['a key set from nowhere', { access: [jwt('ftp://a.test/keys')] }],
  ['a global limit without a service', { rateLimits: [{ ...limit, scope: 'global' }] }],
  ['a limit by a claim that nobody checked', { rateLimits: [{ ...limit, by: [{ kind: 'claim', name: 'sub' }] }] }],
  ['a limit without an interval', { rateLimits: [{ ...limit, interval: 0 }] }],
];

for (const [what, settings] of broken) {
  test(`a rule that can not be honoured is closed: ${what}`, () => {
    const snapshot = withRule(settings);
    closed(snapshot);
    assert.not.match(routesText(snapshot), '"cluster"');
    assert.match(told(snapshot).join('\n'), /^error spec\.rules\[0\]: .*: its requests get 500$/m);
    accepted(snapshot);
  });
}

test('no credential in a finding', () => {
  const entries = () => new Map([['users', new TextEncoder().encode('ann:$apr1$hunter2')]]);
  const snapshot = withRule({ access: [basic] }, { entries });
  closed(snapshot);
  assert.not.match(JSON.stringify(snapshot.findings), 'hunter2');
});

test('filters that can be said at a route change no listener; the others are named by what they say', () => {
  const plain = withRule({});
  const addresses = withRule({ access: [{ kind: 'addresses', allow: ['10.0.0.0/8'], deny: [] }] });
  assert.is(listenerText(addresses), listenerText(plain));
  const limited = withRule({ rateLimits: [limit] });
  assert.is(listenerText(limited), listenerText(plain));
  const token = withRule({ access: [jwt('https://issuer.test/keys')] });
  assert.match(listenerText(token), '"name":"routeward.jwt/');
  assert.equal([...token.clusters.keys()], [key, 'jwks:https://issuer.test:443']);
  accepted(token);
});

test('authorization over gRPC speaks HTTP/2 to a backend of HTTP/1.1, and follows its endpoints', () => {
  const auth = (address: string): EffectiveBackend =>
    backend({ key: 'Service/default/auth/80', ref: { ...ref, name: 'auth' }, endpoints: [{ address, port: 1 }] });
  const hosts = [host('*', [rule({ access: [external('grpc')] })])];
  const translator = createTranslator();
  const first = translator.translate(configuration(hosts, [backend(), auth('10.0.0.2')]));
  const name = 'Service/default/auth/80+http2';
  assert.match(JSON.stringify(first.clusters.get(name)?.body), 'http2_protocol_options');
  assert.match(listenerText(first), `"cluster_name":"${name}"`);
  accepted(first);
  const second = translator.translate(configuration(hosts, [backend(), auth('10.0.0.3')]));
  assert.match(JSON.stringify(second.endpoints.get(name)?.body), '10.0.0.3');
  const over1 = translate(
    configuration([host('*', [rule({ access: [external('http')] })])], [backend(), auth('10.0.0.2')]),
  );
  assert.not.ok(over1.clusters.has(name));
  const only = translate(configuration(hosts, [backend(), auth('10.0.0.2')]), { gateway: 'default/web' });
  assert.ok(only.clusters.has('Service/default/auth/80'));
});

test('in a mesh, rules ask who sends; elsewhere nobody is meant', () => {
  const source = { namespace: 'shop', labels: { app: 'cart' } };
  const meant = configuration([host('*', [rule({}, { source })])]);
  const has = (options: TranslateOptions): boolean => routesText(translate(meant, options)).includes('"cluster"');
  assert.equal(
    [
      has({}),
      has({ workload: { namespace: 'shop', labels: { app: 'cart', tier: 'web' } } }),
      has({ workload: { namespace: 'shop', labels: { app: 'basket' } } }),
      has({ workload: { namespace: 'bank', labels: { app: 'cart' } } }),
    ],
    [false, true, false, false],
  );
  assert.match(listenerText(translate(meant, { workload: { namespace: 'shop' } })), '"traffic_direction":"OUTBOUND"');
});

test('how often rules are copied behind more specific hosts is bounded, and said', () => {
  const wild = host(
    '*',
    Array.from({ length: 1001 }, (_, index) => rule({}, { path: { kind: 'exact', value: `/${index}` } })),
  );
  const own = (name: string) => host(`${name}.test`, [rule({}, { path: { kind: 'exact', value: '/own' } })]);
  const names = Array.from({ length: 101 }, (_, index) => `h${String(index).padStart(3, '0')}`);
  const snapshot = translate(configuration([wild, ...names.map(own)]));
  const cut = snapshot.findings.filter(({ message }) => message.includes('too many hosts'));
  assert.is(cut.length, 2);
  assert.match(cut[0]?.message ?? '', 'h099.test');
  assert.match(cut[1]?.message ?? '', 'h100.test');
});

test.run();
