import type { SecretReference } from '@routeward/core';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EchoBackend } from '../proxy/support/echo-backend.ts';
import { ask, echoOf } from '../proxy/support/http-client.ts';
import { service, slice } from '../unit/engine/world.ts';
import { policy } from '../unit/policy-kinds/policies.ts';
import { type PolicedPlane, withPolicies } from './support/policed-plane.ts';

const test = suite('policies over sockets: access');

type Fields = Readonly<Record<string, unknown>>;

const keys = await generateKeyPair('ES256', { extractable: true });
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k' }] });

const token = (role: string): Promise<string> =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer('shop')
    .setSubject('anna')
    .setExpirationTime('10m')
    .sign(keys.privateKey);

/** `alice:wonderland` in SHA-1, as htpasswd -s writes it. */
const users = 'alice:{SHA}tiY7sUhYKUwI5L3866kDY+ENcrQ=';

const material: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  keys: { jwks },
  users: { '.htpasswd': users },
  clients: { bob: 'key-of-bob' },
};

const manifests = Object.entries(material).map(
  ([name, data]): Fields => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name },
    stringData: data,
  }),
);

const secrets = ({ namespace, name }: SecretReference) => {
  const found = namespace === 'shop' ? material[name] : undefined;
  return found && new Map(Object.entries(found).map(([key, text]) => [key, Buffer.from(text)] as const));
};

async function withAccess(spec: Fields, run: (plane: PolicedPlane) => Promise<void>, ...more: readonly Fields[]) {
  const echo = await EchoBackend.start();
  // What names Secrets of the shop has to be a policy of the shop.
  const target = JSON.stringify(spec).includes('"name"') ? 'HTTPRoute/shop/r' : 'Gateway/infra/edge';
  const access = policy('AccessPolicy', 'access', target, spec);
  try {
    await withPolicies(echo.port, [...manifests, access, ...more], run, { secrets });
  } finally {
    await echo.close();
  }
}

const statusOf = async (port: number, ...headers: readonly string[]): Promise<number> =>
  (await ask(port, '/', { headers })).status;

test('addresses of a Gateway hold for its routes', async () => {
  await withAccess({ override: { addresses: { deny: ['127.0.0.0/8'] } } }, async ({ port }) => {
    assert.is(await statusOf(port), 403);
  });
  await withAccess({ override: { addresses: { allow: ['127.0.0.1'] } } }, async ({ port }) => {
    assert.is(await statusOf(port), 200);
  });
});

test('tokens with a claim', async () => {
  const providers = [
    {
      name: 'shop',
      issuer: 'shop',
      localKeys: { kind: 'Secret', name: 'keys' },
      claimHeaders: [{ claim: 'sub', header: 'X-User' }],
    },
  ];
  const spec = { default: { jwt: { providers, claims: [{ name: 'role', values: ['admin'] }] } } };
  await withAccess(spec, async ({ port }) => {
    assert.is(await statusOf(port), 401);
    assert.is(await statusOf(port, 'Authorization', `Bearer ${await token('guest')}`), 403);
    const answer = await ask(port, '/', { headers: ['Authorization', `Bearer ${await token('admin')}`] });
    assert.is(answer.status, 200);
    assert.is(echoOf(answer).headers['x-user'], 'anna');
  });
});

test('basic', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const spec = { default: { basic: { users: { name: 'users' }, forwardUserHeader: 'X-User' } } };
  await withAccess(spec, async ({ port }) => {
    assert.is(await statusOf(port), 401);
    assert.is(await statusOf(port, 'Authorization', basic('alice:wrong')), 401);
    const answer = await ask(port, '/', { headers: ['Authorization', basic('alice:wonderland')] });
    assert.is(answer.status, 200);
    assert.is(echoOf(answer).headers['x-user'], 'alice');
  });
});

test('API keys', async () => {
  const spec = { default: { apiKeys: { secrets: [{ name: 'clients' }], forwardClientHeader: 'X-Client' } } };
  await withAccess(spec, async ({ port }) => {
    assert.is(await statusOf(port), 401);
    assert.is(await statusOf(port, 'X-API-Key', 'guess'), 401);
    const answer = await ask(port, '/', { headers: ['X-API-Key', 'key-of-bob'] });
    assert.is(answer.status, 200);
    assert.is(echoOf(answer).headers['x-client'], 'bob');
  });
});

test('another service is asked', async () => {
  const auth = await EchoBackend.start('auth', (request, response) => {
    response.statusCode = request.headers['x-tenant'] === 'blue' ? 200 : 403;
    response.setHeader('X-User', 'anna');
    response.end();
    return true;
  });
  const external = {
    protocol: 'HTTP',
    backendRef: { name: 'auth', port: 80 },
    sendHeaders: ['X-Tenant'],
    takeHeaders: ['X-User'],
  };
  const at = { ...slice('shop/auth-1', 'auth', ['127.0.0.1']), ports: [{ port: auth.port }] };
  await withAccess(
    { default: { external } },
    async ({ port }) => {
      assert.is(await statusOf(port), 403);
      const answer = await ask(port, '/', { headers: ['X-Tenant', 'blue'] });
      assert.is(answer.status, 200);
      assert.is(echoOf(answer).headers['x-user'], 'anna');
    },
    service('shop/auth'),
    at,
  );
  await auth.close();
});

test("a policy that can't be honoured closes its scope, and says so", async () => {
  await withAccess({ default: { basic: { users: { name: 'nobody' } } } }, async ({ port, world }) => {
    assert.is(await statusOf(port), 500);
    const told = world.engine.findings().find(({ resource }) => resource === 'AccessPolicy/shop/access');
    assert.match(told?.message ?? '', /Secret nobody in namespace shop does not exist/);
    const status = world.engine.status().find(({ kind }) => kind === 'AccessPolicy');
    assert.match(JSON.stringify(status), /"type":"Accepted","status":"False","reason":"Invalid"/);
  });
  await withAccess({ default: { addresses: { deny: ['somewhere'] } } }, async ({ port, world }) => {
    assert.is(await statusOf(port), 500);
    const told = world.engine.findings().find(({ resource }) => resource === 'AccessPolicy/infra/access');
    assert.is(told?.path, 'spec.default.addresses.deny[0]');
  });
});

test.run();
