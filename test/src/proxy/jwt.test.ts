import { createServer, type Server } from 'node:http';
import type { AccessRule, JwtProvider, JwtRule, RateLimit } from '@routeward/core';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { type PlaneOptions, type RunningPlane, withPlane } from './support/plane.ts';
import { secret, secretsOf } from './support/secrets.ts';

const test = suite('proxy: JWT');

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

const now = 1_700_000_000_000;
const seconds = now / 1000;
const pair = await generateKeyPair('ES256', { extractable: true });
const second = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256', { extractable: true });
const jwk = async ({ publicKey }: Pair, extra: Readonly<Record<string, string>> = {}) => ({
  ...(await exportJWK(publicKey)),
  ...extra,
});
const oneKey = JSON.stringify({ keys: [await jwk(pair, { kid: 'k1' })] });

const secrets = secretsOf({
  jwks: {
    one: oneKey,
    two: JSON.stringify({ keys: [await jwk(pair), await jwk(second)] }),
    symmetric: JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'k1' }] }),
    broken: '{"keys":',
    list: '[]',
    none: '{"keys":[]}',
  },
});

interface TokenSketch {
  readonly payload?: JWTPayload;
  readonly issuer?: string;
  readonly audience?: string | string[];
  readonly expires?: number;
  readonly notBefore?: number;
  readonly kid?: string;
  readonly key?: Pair;
}

function token(sketch: TokenSketch = {}): Promise<string> {
  const { payload = {}, issuer = 'https://issuer.example', kid } = sketch;
  const jwt = new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', ...(kid !== undefined && { kid }) })
    .setIssuer(issuer)
    .setExpirationTime(sketch.expires ?? seconds + 600)
    .setSubject('anna');
  if (sketch.audience !== undefined) jwt.setAudience(sketch.audience);
  if (sketch.notBefore !== undefined) jwt.setNotBefore(sketch.notBefore);
  return jwt.sign((sketch.key ?? pair).privateKey);
}

const provider = (change: Partial<JwtProvider> = {}): JwtProvider => ({
  name: 'main',
  issuer: 'https://issuer.example',
  audiences: [],
  keySet: { kind: 'local', keys: secret('jwks'), key: 'one' },
  from: [{ kind: 'header', name: 'Authorization', prefix: 'Bearer ' }],
  claimHeaders: [],
  ...change,
});

const jwt = (change: Partial<JwtRule> = {}): JwtRule => ({
  kind: 'jwt',
  providers: [provider()],
  optional: false,
  claims: [],
  ...change,
});

async function guarded(
  access: readonly AccessRule[],
  run: (running: RunningPlane, backend: EchoBackend) => Promise<void>,
  options: PlaneOptions = {},
  rateLimits: readonly RateLimit[] = [],
): Promise<void> {
  const backend = await EchoBackend.start();
  const configuration = simple(backend.port, [{ settings: { access, rateLimits } }]);
  await withPlane(configuration, { secrets, wallClock: () => now, ...options }, (running) => run(running, backend));
  await backend.close();
}

const bearer = (text: string): string[] => ['Authorization', `Bearer ${text}`];

async function statusWith(rule: JwtRule, headers: readonly string[]): Promise<number> {
  let status = 0;
  await guarded([rule], async ({ port }, backend) => {
    status = (await ask(port, '/', { headers })).status;
    assert.is(backend.requests, status === 200 ? 1 : 0);
  });
  return status;
}

/** A key server on a free port that counts; `answer` may change. */
async function keyServer(answer: { status: number; body: string | undefined }): Promise<{
  server: Server;
  uri: string;
  asked: () => number;
}> {
  let count = 0;
  const server = createServer((_request, response) => {
    count++;
    response.statusCode = answer.status;
    if (answer.body === undefined) response.write('{');
    else response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, uri: `http://127.0.0.1:${port}/jwks`, asked: () => count };
}

const stop = (server: Server): Promise<void> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
};

test('a good token gets in; its claims go upstream under the names of the rule alone', async () => {
  const claimHeaders = [
    { claim: 'sub', header: 'X-Sub' },
    { claim: 'realm.roles', header: 'x-roles' },
    { claim: 'gone', header: 'x-gone' },
  ];
  await guarded([jwt({ providers: [provider({ claimHeaders })] })], async ({ port }) => {
    const good = await token({ payload: { realm: { roles: ['a', 'b'] } }, kid: 'k1' });
    const answer = await ask(port, '/', { headers: [...bearer(good), 'X-SUB', 'root', 'X-Gone', 'x', 'x-Roles', 'y'] });
    assert.is(answer.status, 200);
    const { headers } = echoOf(answer);
    assert.is(headers['x-sub'], 'anna');
    assert.is(headers['x-roles'], '["a","b"]');
    assert.is(headers['x-gone'], undefined);
  });
});

test('bad tokens: 401 with a challenge', async () => {
  const good = await token();
  const [head = '', payload = '', signature = ''] = good.split('.');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = new SignJWT({ iss: 'https://issuer.example', exp: seconds + 600 }).setProtectedHeader({
    alg: 'HS256',
  });
  const table: Readonly<Record<string, string>> = {
    'another key': await token({ key: stranger }),
    'another key that claims to be ours': await token({ key: stranger, kid: 'k1' }),
    'unknown kid': await token({ kid: 'k2' }),
    'another issuer': await token({ issuer: 'https://evil.example' }),
    expired: await token({ expires: seconds - 61 }),
    'not yet': await token({ notBefore: seconds + 61 }),
    'changed payload': `${head}.${encode({ iss: 'https://issuer.example', sub: 'root' })}.${signature}`,
    'no signature': `${head}.${payload}.`,
    'alg none': `${encode({ alg: 'none' })}.${payload}.`,
    'public key as HMAC secret': await forged.sign(Buffer.from(oneKey)),
    'no token': 'x',
    'three empty parts': '..',
  };
  await guarded([jwt()], async ({ port }, backend) => {
    for (const [name, text] of Object.entries(table)) {
      const answer = await ask(port, '/', { headers: bearer(text) });
      assert.is(answer.status, 401, name);
      assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer .*invalid_token/, name);
    }
    const none = await ask(port, '/');
    assert.is(none.status, 401);
    assert.not.match(none.headers['www-authenticate'] ?? '', /error/);
    assert.is(backend.requests, 0);
    const near = [await token({ expires: seconds - 59 }), await token({ notBefore: seconds + 59 })];
    for (const text of near) assert.is((await ask(port, '/', { headers: bearer(text) })).status, 200);
  });
});

test('audiences: one of them', async () => {
  const rule = jwt({ providers: [provider({ audiences: ['shop', 'cart'] })] });
  const status = async (audience?: string | string[]): Promise<number> =>
    statusWith(rule, bearer(await token(audience === undefined ? {} : { audience })));
  assert.equal([await status('cart'), await status(['x', 'shop'])], [200, 200]);
  assert.equal([await status(), await status('other'), await status([])], [401, 401, 401]);
});

test('claims: all of them, with one of their values, or 403', async () => {
  const rule = jwt({
    claims: [
      { name: 'role', values: ['admin', 'staff'] },
      { name: 'scope', values: ['write'] },
    ],
  });
  const status = async (payload: JWTPayload): Promise<number> => statusWith(rule, bearer(await token({ payload })));
  assert.is(await status({ role: 'admin', scope: 'read write' }), 200);
  assert.is(await status({ role: ['x', 'staff'], scope: 'write' }), 200);
  for (const payload of [{}, { role: 'admin' }, { role: 'adm', scope: 'write' }, { role: 'staff x', scope: 'write' }]) {
    assert.is(await status(payload), 403, JSON.stringify(payload));
  }
});

test('optional: without a token yes, with a bad one no', async () => {
  const optional = jwt({
    optional: true,
    providers: [provider({ claimHeaders: [{ claim: 'sub', header: 'x-sub' }] })],
  });
  await guarded([optional], async ({ port }) => {
    const answer = await ask(port, '/', { headers: ['x-sub', 'root'] });
    assert.is(answer.status, 200);
    assert.is(echoOf(answer).headers['x-sub'], undefined, 'nobody vouches for it');
    assert.is((await ask(port, '/', { headers: bearer('x') })).status, 401);
    assert.is((await ask(port, '/', { headers: bearer(await token({ key: stranger })) })).status, 401);
  });
});

test('several providers, several places, several keys', async () => {
  const other = provider({
    name: 'other',
    issuer: 'https://other.example',
    keySet: { kind: 'local', keys: secret('jwks'), key: 'two' },
    from: [
      { kind: 'cookie', name: 'token' },
      { kind: 'query', name: 'access_token' },
    ],
  });
  await guarded([jwt({ providers: [provider(), other] })], async ({ port }) => {
    const theirs = await token({ issuer: 'https://other.example', key: second });
    assert.is((await ask(port, '/', { headers: ['Cookie', `token=${theirs}`] })).status, 200);
    assert.is((await ask(port, `/?access_token=${theirs}`)).status, 200);
    assert.is((await ask(port, '/', { headers: bearer(await token()) })).status, 200);
    assert.is((await ask(port, '/', { headers: bearer(theirs) })).status, 401, 'not where that provider looks');
    const strange = await token({ issuer: 'https://other.example', key: stranger });
    assert.is((await ask(port, `/?access_token=${strange}`)).status, 401);
  });
});

test('key sets that are missing or malformed close the rule', async () => {
  const good = await token();
  for (const key of ['broken', 'list', 'absent']) {
    const keySet = { kind: 'local', keys: secret('jwks'), key } as const;
    assert.is(await statusWith(jwt({ providers: [provider({ keySet })] }), bearer(good)), 500, key);
  }
  for (const key of ['none', 'symmetric']) {
    const keySet = { kind: 'local', keys: secret('jwks'), key } as const;
    assert.is(await statusWith(jwt({ providers: [provider({ keySet })] }), bearer(good)), 401, key);
  }
  assert.is(await statusWith(jwt({ providers: [] }), bearer(good)), 500);
  const keySet = { kind: 'remote', uri: 'file:///etc/passwd', cacheTime: 1 } as const;
  assert.is(await statusWith(jwt({ providers: [provider({ keySet })] }), bearer(good)), 500);
});

test('remote keys are fetched once, and for no token of another issuer', async () => {
  const { server, uri, asked } = await keyServer({ status: 200, body: oneKey });
  const remote = provider({ keySet: { kind: 'remote', uri, cacheTime: 60_000 } });
  await guarded([jwt({ providers: [remote] })], async ({ port }) => {
    const evil = await token({ issuer: 'https://evil.example' });
    assert.is((await ask(port, '/', { headers: bearer(evil) })).status, 401);
    assert.is(asked(), 0);
    const good = await token({ kid: 'k1' });
    const answers = await Promise.all([1, 2, 3].map(() => ask(port, '/', { headers: bearer(good) })));
    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    const unknown = await token({ kid: 'k9' });
    for (let index = 0; index < 5; index++) assert.is((await ask(port, '/', { headers: bearer(unknown) })).status, 401);
    assert.is(asked(), 1);
  });
  await stop(server);
});

test('remote keys that fail close the rule, are not asked for at every request, and come back', async () => {
  const answer: { status: number; body: string | undefined } = { status: 503, body: 'no' };
  const { server, uri, asked } = await keyServer(answer);
  const remote = provider({ keySet: { kind: 'remote', uri, cacheTime: 60_000 } });
  let clock = 0;
  await guarded(
    [jwt({ providers: [remote] })],
    async ({ port, events }) => {
      const good = await token();
      const status = async (): Promise<number> => (await ask(port, '/', { headers: bearer(good) })).status;
      assert.equal([await status(), await status(), await status()], [500, 500, 500]);
      assert.is(asked(), 1);
      const told = events.find((event) => event.kind === 'policy-failure');
      assert.match(JSON.stringify(told), /provider main: a JWK set could not be fetched/);
      assert.not.match(JSON.stringify(events), new RegExp(good.slice(0, 20)));
      clock = 2000;
      answer.status = 200;
      answer.body = `{"keys":[],"padding":"${'x'.repeat(1_100_000)}"}`;
      assert.is(await status(), 500, 'too large');
      clock = 4000;
      answer.body = 'no JSON';
      assert.is(await status(), 500);
      clock = 6000;
      answer.body = oneKey;
      assert.is(await status(), 200);
    },
    { now: () => clock },
  );
  await stop(server);
});

test('a rate limit by a claim of the token', async () => {
  const limit: RateLimit = {
    name: 'ns/by-subject',
    scope: 'local',
    requests: 1,
    interval: 60_000,
    burst: 1,
    by: [{ kind: 'claim', name: 'tenant' }],
  };
  await guarded(
    [jwt()],
    async ({ port }) => {
      const statuses: number[] = [];
      for (const tenant of ['a', 'b', 'a']) {
        statuses.push((await ask(port, '/', { headers: bearer(await token({ payload: { tenant } })) })).status);
      }
      assert.equal(statuses, [200, 200, 429]);
    },
    { now: () => 0 },
    [limit],
  );
});

test.run();
