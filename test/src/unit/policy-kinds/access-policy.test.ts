import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { service } from '../engine/world.ts';
import { assertRefused, policy, problemPaths, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: AccessPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onRoute = (spec: Fields) => policy('AccessPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('AccessPolicy', 'gateway', 'Gateway/infra/edge', spec);
const onService = (name: string, spec: Fields) => policy('AccessPolicy', name, `Service/shop/${name}`, spec);

const secret = (path: string, data: Readonly<Record<string, string>>): Fields => {
  const [namespace, name] = path.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, stringData: data };
};

const grant = (namespace: string, to: Fields): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { namespace, name: 'access' },
  spec: { from: [{ group: 'policy.routeward.dev', kind: 'AccessPolicy', namespace: 'shop' }], to: [to] },
});

const ruleWith = (...manifests: readonly Fields[]) => ruleOf(shopWorld(manifests));
const accessOf = (...manifests: readonly Fields[]) => ruleWith(...manifests).settings.access;

const isClosed = (...manifests: readonly Fields[]): boolean => {
  const { action } = ruleWith(...manifests);
  return action.kind === 'respond' && action.statusCode === 500;
};

test('addresses, in CIDR notation', () => {
  const addresses = { allow: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'], deny: ['10.1.2.3', '::1'] };
  assert.equal(accessOf(onRoute({ default: { addresses } })), [
    {
      kind: 'addresses',
      allow: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1/32'],
      deny: ['10.1.2.3/32', '::1/128'],
    },
  ]);
});

const keys = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'keys' } };

test('tokens: providers with keys from afar and from a ConfigMap, claims', () => {
  const providers = [
    { name: 'far', issuer: 'https://id.example.com', remoteKeys: { uri: 'https://id.example.com/keys' } },
    {
      name: 'near',
      issuer: 'shop',
      audiences: ['cart'],
      localKeys: { kind: 'ConfigMap', name: 'keys' },
      from: [{ type: 'Cookie', name: 'token' }],
      claimHeaders: [{ claim: 'sub', header: 'X-User' }],
    },
  ];
  const jwt = { providers, claims: [{ name: 'role', values: ['admin'] }] };
  const [rule] = accessOf({ ...keys, data: { jwks: '{"keys":[]}' } }, onRoute({ default: { jwt } })) ?? [];
  assert.is(rule?.kind, 'jwt');
  if (rule?.kind !== 'jwt') return;
  const [far, near] = rule.providers;
  assert.equal(far, {
    name: 'far',
    issuer: 'https://id.example.com',
    audiences: [],
    keySet: { kind: 'remote', uri: 'https://id.example.com/keys', cacheTime: 300_000 },
    from: [{ kind: 'header', name: 'authorization', prefix: 'Bearer ' }],
    claimHeaders: [],
  });
  assert.is(near?.keySet.kind === 'local' && near.keySet.keys.name, 'keys');
  assert.is(near?.keySet.kind === 'local' && near.keySet.key, 'jwks');
  assert.equal(near?.from, [{ kind: 'cookie', name: 'token' }]);
  assert.equal(near?.claimHeaders, [{ claim: 'sub', header: 'x-user' }]);
  assert.is(rule.optional, false);
  assert.equal(rule.claims, [{ name: 'role', values: ['admin'] }]);
});

test('basic, API keys and a service that is asked, in this order', () => {
  const spec = {
    external: { protocol: 'HTTP', backendRef: { name: 'auth', port: 80 }, sendHeaders: ['Cookie'], timeout: '2s' },
    apiKeys: { secrets: [{ name: 'clients' }], forwardClientHeader: 'X-Client' },
    basic: { users: { name: 'users' }, forwardUserHeader: 'X-User' },
  };
  const world = shopWorld([
    secret('shop/clients', { alice: 'key-of-alice' }),
    secret('shop/users', { '.htpasswd': 'alice:{SHA}x' }),
    service('shop/auth'),
    onGateway({}),
    onRoute({ default: spec }),
  ]);
  const rules = ruleOf(world).settings.access ?? [];
  assert.equal(
    rules.map(({ kind }) => kind),
    ['basic', 'apiKey', 'external'],
  );
  const [basic, apiKey, external] = rules;
  assert.is(basic?.kind === 'basic' && basic.key, '.htpasswd');
  assert.is(basic?.kind === 'basic' && basic.forwardUserHeader, 'x-user');
  assert.equal(apiKey?.kind === 'apiKey' && apiKey.from, [{ kind: 'header', name: 'x-api-key' }]);
  assert.equal(external, {
    kind: 'external',
    protocol: 'http',
    backend: 'Service/shop/auth/80',
    ref: { group: '', kind: 'Service', namespace: 'shop', name: 'auth', port: 80 },
    path: '/',
    sendHeaders: ['cookie'],
    takeHeaders: [],
    timeout: 2000,
    bodyBytes: 0,
  });
  assert.ok(world.engine.configuration.backends.some(({ key }) => key === 'Service/shop/auth/80'));
  const told = JSON.stringify([world.engine.configuration, world.engine.policies(), world.engine.findings()]);
  assert.not.match(told, /key-of-alice|\{SHA\}/, 'key material never leaves its Secret');
});

test('a Secret of another namespace needs a grant; until there is one, the rule is closed', () => {
  const users = { default: { basic: { users: { name: 'users', namespace: 'people' } } } };
  const there = secret('people/users', { '.htpasswd': 'a:b' });
  assert.ok(isClosed(there, onRoute(users)));
  assert.not(isClosed(there, onRoute(users), grant('people', { group: '', kind: 'Secret', name: 'users' })));
  assert.ok(isClosed(there, onRoute(users), grant('people', { group: '', kind: 'Secret', name: 'other' })));
});

test("whatever can't be honoured closes the rule, and says why", () => {
  const basic = { basic: { users: { name: 'users' } } };
  const { action } = ruleWith(onRoute({ default: basic }));
  assert.match(action.kind === 'respond' ? action.reason : '', /AccessPolicy\/shop\/p.*basic\.users/);
  assert.ok(isClosed(secret('shop/users', { other: 'x' }), onRoute({ default: basic })), 'the entry is missing');
  assert.ok(isClosed(onRoute({ default: { external: { protocol: 'GRPC', backendRef: { name: 'gone', port: 1 } } } })));
  assert.ok(isClosed(onRoute({ default: { jwt: {} } })), 'no provider');
  assert.ok(isClosed(onRoute({ default: { addresses: { deny: ['anybody'] } } })), 'no address');
  assert.ok(isClosed(onGateway({ default: { adresses: { deny: ['10.0.0.0/8'] } } })), 'no such field');
  assert.not(isClosed(policy('RetryPolicy', 'p', 'HTTPRoute/shop/r', { default: { maxRetries: -1 } })));
});

test('a closed rule opens when what was missing is there, and closes when it goes', () => {
  const world = shopWorld([onRoute({ default: { basic: { users: { name: 'users' } } } })]);
  assert.is(ruleOf(world).action.kind, 'respond');
  world.upsert(secret('shop/users', { '.htpasswd': 'a:b' }));
  assert.is(ruleOf(world).action.kind, 'forward');
  world.delete('Secret/shop/users');
  assert.is(ruleOf(world).action.kind, 'respond');
});

test('backends that come to other rules than those above them are closed, with their share', () => {
  const deny = (range: string) => ({ default: { addresses: { deny: [range] } } });
  const pay = service('shop/pay');
  const refs = { backendRefs: ['cart', 'pay'].map((name) => ({ name, port: 80, weight: 2 })) };
  const two = ruleOf(shopWorld([pay, onGateway(deny('10.0.0.1')), onService('pay', deny('10.0.0.2'))], refs));
  assert.equal(two.settings.access, [{ kind: 'addresses', allow: [], deny: ['10.0.0.1/32'] }]);
  assert.equal(two.action.kind === 'forward' && two.action.backends.map(({ kind, weight }) => [kind, weight]), [
    ['backend', 2],
    ['invalid', 2],
  ]);
  const one = ruleWith(onGateway(deny('10.0.0.1')), onService('cart', deny('10.0.0.2')));
  assert.equal(one.settings.access, [{ kind: 'addresses', allow: [], deny: ['10.0.0.2/32'] }]);
  const same = ruleOf(shopWorld([pay, onService('cart', deny('10.0.0.3')), onService('pay', deny('10.0.0.3'))], refs));
  assert.equal(same.settings.access, [{ kind: 'addresses', allow: [], deny: ['10.0.0.3/32'] }]);
});

test('every bad value is refused by name and path', () => {
  const provider = (fields: Fields) =>
    JSON.parse(
      JSON.stringify({
        jwt: { providers: [{ name: 'a', issuer: 'i', remoteKeys: { uri: 'https://x/k' }, ...fields }] },
      }),
    );
  const external = (fields: Fields) =>
    JSON.parse(JSON.stringify({ external: { protocol: 'HTTP', backendRef: { name: 'a', port: 1 }, ...fields } }));
  assertRefused('AccessPolicy', [
    [{ addresses: { allow: ['10.0.0.0/33'] } }, 'addresses.allow[0]'],
    [{ addresses: { deny: ['example.com'] } }, 'addresses.deny[0]'],
    [{ addresses: { deny: ['10.0.0.1/08'] } }, 'addresses.deny[0]'],
    [{ addresses: { deny: ['fe80::1%eth0'] } }, 'addresses.deny[0]'],
    [provider({ issuer: '' }), 'jwt.providers[0].issuer'],
    [provider({ remoteKeys: { uri: 'http://id.example.com' } }), 'jwt.providers[0].remoteKeys.uri'],
    [provider({ remoteKeys: undefined }), 'jwt.providers[0]'],
    [provider({ localKeys: { kind: 'Secret', name: 'a' } }), 'jwt.providers[0]'],
    [provider({ from: [{ type: 'Body', name: 'a' }] }), 'jwt.providers[0].from[0].type'],
    [provider({ from: [{ type: 'Cookie', name: 'a', prefix: 'x' }] }), 'jwt.providers[0].from[0]'],
    [provider({ claimHeaders: [{ claim: 'a', header: 'Host' }] }), 'jwt.providers[0].claimHeaders[0].header'],
    [{ jwt: { claims: [{ name: 'a', values: [] }] } }, 'jwt.claims[0].values'],
    [{ basic: { users: { name: '' } } }, 'basic.users.name'],
    [{ apiKeys: { secrets: [] } }, 'apiKeys.secrets'],
    [
      { apiKeys: { secrets: [{ name: 'a' }], forwardClientHeader: 'Transfer-Encoding' } },
      'apiKeys.forwardClientHeader',
    ],
    [external({ protocol: 'TCP' }), 'external.protocol'],
    [external({ path: 'check' }), 'external.path'],
    [external({ path: '/a?b' }), 'external.path'],
    [external({ timeout: '1' }), 'external.timeout'],
    [external({ takeHeaders: ['Connection'] }), 'external.takeHeaders[0]'],
    [external({ bodyBytes: -1 }), 'external.bodyBytes'],
  ]);
  assert.equal(problemPaths('AccessPolicy', { default: { adresses: {} } }), ['spec.default.adresses']);
});

test.run();
