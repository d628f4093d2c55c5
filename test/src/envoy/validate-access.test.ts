import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bootstrap, type EntryProvider, translate } from '@routeward/adapters-envoy';
import type { AccessRule, ExternalRule, JwtRule, SecretReference } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { withSettings } from './support/edit-configuration.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';
import { type Asked, EnvoyWorld, gateway, route } from './support/envoy-world.ts';
import { WireClient } from './support/wire-client.ts';

const test = suite('envoy: who gets in');
const binary = findEnvoy();

const secret = (name: string): SecretReference => ({ kind: 'Secret', namespace: 'default', name, digest: name });
const sha = (password: string): string => `{SHA}${createHash('sha1').update(password).digest('base64')}`;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(claims: object, key = privateKey): string {
  const body = `${encoded({ alg: 'RS256', kid: 'k' })}.${encoded({ exp: 4_000_000_000, ...claims })}`;
  return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
}

const keySet = JSON.stringify({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }],
});

const contents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { '.htpasswd': `ann:${sha('secret')}\n# nobody\nbob:$2y$10$abcdefghijklmnopqrstuv\nann:${sha('other')}\n` },
  bcrypt: { '.htpasswd': 'bob:$2y$10$abcdefghijklmnopqrstuv\n' },
  keys: { shop: 'key-of-the-shop\n', bank: 'key-of-the-bank' },
  jwks: { jwks: keySet },
};

const entries: EntryProvider = ({ name }) => {
  const found = contents[name];
  return found && new Map(Object.entries(found).map(([key, text]) => [key, Buffer.from(text)]));
};

const jwt = (more: Partial<JwtRule> = {}, from: JwtRule['providers'][number]['from'] = []): JwtRule => ({
  kind: 'jwt',
  optional: false,
  claims: [],
  providers: [
    {
      name: 'own',
      issuer: 'https://issuer.test',
      audiences: ['shop'],
      keySet: { kind: 'local', keys: secret('jwks'), key: 'jwks' },
      from,
      claimHeaders: [{ claim: 'sub', header: 'x-subject' }],
    },
  ],
  ...more,
});

const apiKey = (from: Extract<AccessRule, { kind: 'apiKey' }>['from']): AccessRule => ({
  kind: 'apiKey',
  keys: [secret('keys')],
  from,
  forwardClientHeader: 'x-client',
});

const service = 'Service/default/b/80';
const ref = { group: '', kind: 'Service', namespace: 'default', name: 'b', port: 80 };

const external = (more: Partial<ExternalRule> = {}): ExternalRule => ({
  kind: 'external',
  protocol: 'http',
  backend: service,
  ref,
  path: '/check/',
  sendHeaders: ['x-asked'],
  takeHeaders: ['x-user'],
  timeout: 2000,
  bodyBytes: 0,
  ...more,
});

const rules: Readonly<Record<string, readonly AccessRule[]>> = {
  '/denied': [{ kind: 'addresses', allow: [], deny: ['127.0.0.0/8'] }],
  '/allowed': [{ kind: 'addresses', allow: ['127.0.0.1/32', '::1/128'], deny: ['10.0.0.0/8'] }],
  '/others': [{ kind: 'addresses', allow: ['10.0.0.0/8'], deny: [] }],
  '/no-range': [{ kind: 'addresses', allow: ['everyone'], deny: [] }],
  '/basic': [{ kind: 'basic', users: secret('users'), key: '.htpasswd', forwardUserHeader: 'x-user' }],
  '/bcrypt': [{ kind: 'basic', users: secret('bcrypt'), key: '.htpasswd' }],
  '/missing': [{ kind: 'basic', users: secret('nowhere'), key: '.htpasswd' }],
  '/key': [
    apiKey([
      { kind: 'header', name: 'x-api-key' },
      { kind: 'query', name: 'key' },
      { kind: 'cookie', name: 'key' },
    ]),
  ],
  '/bearer': [apiKey([{ kind: 'header', name: 'authorization', prefix: 'Bearer ' }])],
  '/prefix': [apiKey([{ kind: 'header', name: 'x-token', prefix: 'Token ' }])],
  '/jwt': [jwt()],
  '/jwt-query': [jwt({}, [{ kind: 'query', name: 'token' }])],
  '/jwt-cookie': [jwt({}, [{ kind: 'cookie', name: 'token' }])],
  '/jwt-optional': [jwt({ optional: true, claims: [{ name: 'role', values: ['admin'] }] })],
  '/claims': [
    jwt({
      claims: [
        { name: 'role', values: ['admin', 'owner'] },
        { name: 'scope', values: ['write'] },
        { name: 'org.id', values: ['7'] },
      ],
    }),
  ],
  '/external': [external()],
  '/external-away': [external({ backend: 'Service/default/d/80' })],
  '/both': [
    { kind: 'addresses', allow: ['127.0.0.1/32'], deny: [] },
    { kind: 'basic', users: secret('users'), key: '.htpasswd' },
    apiKey([{ kind: 'header', name: 'x-api-key' }]),
  ],
  '/cors': [{ kind: 'basic', users: secret('users'), key: '.htpasswd' }],
};

const cors =
  'filters: [{type: CORS, cors: {allowOrigins: ["https://app.test"], allowMethods: [GET], allowHeaders: [x-a]}}],';
const manifests = `${gateway('[{name: http, port: 80, protocol: HTTP}]')}${Object.keys(rules)
  .map((path, index) =>
    route(
      `r${index}`,
      '[a.test]',
      `[{matches: [{path: {value: ${path}}}], ${path === '/cors' ? cors : ''} backendRefs: [{name: a, port: 80}, {name: b, port: 80, weight: 0}, {name: d, port: 80, weight: 0}]}]`,
    ),
  )
  .join('')}`;

const world = new EnvoyWorld(
  manifests,
  withSettings(Object.fromEntries(Object.entries(rules).map(([path, access]) => [path, { access }]))),
  { entries },
);

interface Question {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

let questions: Question[] = [];
const authorization = createServer(({ method, url, headers }, response) => {
  questions.push({ method, url, headers });
  const asked = headers['x-asked'];
  if (asked === 'broken') response.writeHead(500).end();
  else if (asked === 'login') response.writeHead(302, { location: 'https://login.test/' }).end();
  else if (asked === 'no') response.writeHead(403, { 'x-why': 'because' }).end('no');
  else response.writeHead(200, asked === 'silent' ? {} : { 'x-user': 'from the service', 'x-other': 'never' }).end();
});

if (binary !== undefined) {
  await new Promise<void>((resolve) => authorization.listen(0, '127.0.0.1', resolve));
  const address = authorization.address() as AddressInfo;
  await world.start(binary, new Map([['default/b:80', [{ address: '127.0.0.1', port: address.port }]]]));
}
test.after(async () => {
  await world.stop();
  authorization.close();
});

const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await world.ask(`a.test${path}`, { headers })).status;

const seen = async (path: string, name: string, asked: Asked = {}): Promise<string[]> =>
  ((await world.ask(`a.test${path}`, asked)).seen[0]?.fields ?? [])
    .filter(([key]) => key === name)
    .map(([, value]) => value);

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const claims = { iss: 'https://issuer.test', aud: 'shop', sub: 'ann' };
const bearer = (more: object = {}): { authorization: string } => ({
  authorization: `Bearer ${token({ ...claims, ...more })}`,
});

/** An Envoy whose listeners are from before, as old connections see it: filters that they need are not there. */
async function withOlderListeners(): Promise<EnvoyProcess | undefined> {
  if (binary === undefined) return undefined;
  const backends = new Map(
    await Promise.all(
      ['default/a:80', 'default/b:80'].map(async (key) => {
        return [key, [{ address: '127.0.0.1', port: await world.backends.port(key) }]] as const;
      }),
    ),
  );
  const options = { bind: '127.0.0.1', portMap: new Map([['80', 0]]), backends, entries };
  const now = translate(world.configuration, options);
  const { listeners } = translate(coreFromYaml(manifests).engine.configuration, options);
  return EnvoyProcess.start(binary, bootstrap({ ...now, listeners }));
}

if (binary === undefined) skipped('who gets in, on a real Envoy');
else {
  test('nothing that Envoy warns of, but for API keys', () => {
    const warnings = world.log.split('\n').filter((line) => /\[(?:warning|error|critical)\]/.test(line));
    assert.equal(
      warnings.filter((line) => !line.includes('api_key_auth')),
      [],
    );
  });

  test('addresses: denied, allowed, and not among the allowed', async () => {
    assert.equal([await status('/denied'), await status('/allowed'), await status('/others')], [403, 200, 403]);
  });

  test('basic: the right password only, and the name goes upstream', async () => {
    assert.is(await status('/basic'), 401);
    assert.is(await status('/basic', { authorization: basic('ann:wrong') }), 401);
    assert.is(await status('/basic', { authorization: basic('ann:other') }), 401);
    assert.is(await status('/basic', { authorization: basic('bob:x') }), 401);
    assert.is(await status('/basic', { authorization: basic('nobody:') }), 401);
    const headers = { authorization: basic('ann:secret'), 'x-user': 'root' };
    assert.equal(await seen('/basic', 'x-user', { headers }), ['ann']);
  });

  test('API keys: in a header, the query or a cookie; the client goes upstream', async () => {
    assert.is(await status('/key'), 401);
    assert.is(await status('/key', { 'x-api-key': 'wrong' }), 401);
    assert.is(await status('/key?key=key-of-the-shop'), 200);
    assert.is(await status('/key', { cookie: 'a=b; key=key-of-the-bank' }), 200);
    const headers = { 'x-api-key': 'key-of-the-shop', 'x-client': 'bank' };
    assert.equal(await seen('/key', 'x-client', { headers }), ['shop']);
  });

  test('API keys behind a prefix', async () => {
    assert.is(await status('/bearer', { authorization: 'Bearer key-of-the-shop' }), 200);
    assert.is(await status('/bearer', { authorization: 'Bearer key' }), 401);
    assert.is(await status('/prefix', { 'x-token': 'Token key-of-the-shop' }), 200);
    assert.is(await status('/prefix', { 'x-token': 'key-of-the-shop' }), 401);
  });

  test('JWT: signed by the right key for the right audience by the right issuer', async () => {
    assert.is(await status('/jwt'), 401);
    assert.is(await status('/jwt', bearer()), 200);
    assert.is(await status('/jwt', bearer({ aud: 'bank' })), 403, 'as Envoy has it');
    assert.is(await status('/jwt', bearer({ iss: 'https://other.test' })), 401);
    assert.is(await status('/jwt', bearer({ exp: 1 })), 401);
    const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    assert.is(await status('/jwt', { authorization: `Bearer ${token(claims, other)}` }), 401);
    assert.is(await status(`/jwt?access_token=${token(claims)}`), 401, 'the query is no place unless named');
    assert.is(await status(`/jwt-query?token=${token(claims)}`), 200);
    assert.is(await status('/jwt-cookie', { cookie: `token=${token(claims)}` }), 200);
  });

  test('JWT: claims go upstream as headers, and nobody else says them', async () => {
    const headers = { ...bearer(), 'x-subject': 'root' };
    assert.equal(await seen('/jwt', 'x-subject', { headers }), ['ann']);
    assert.equal(
      await seen('/jwt', 'x-subject', { headers: { ...bearer({ sub: undefined }), 'x-subject': 'root' } }),
      [],
    );
  });

  test('JWT: claims', async () => {
    const good = { role: 'owner', scope: 'read write', org: { id: 7 } };
    assert.is(await status('/claims', bearer(good)), 200);
    assert.is(await status('/claims', bearer({ ...good, role: ['user', 'admin'] })), 200);
    assert.is(await status('/claims', bearer({ ...good, org: undefined, 'org.id': '7' })), 200);
    assert.is(await status('/claims', bearer({ ...good, role: 'user' })), 403);
    assert.is(await status('/claims', bearer({ ...good, scope: 'read' })), 403);
    assert.is(await status('/claims', bearer({ ...good, org: { id: 8 } })), 403);
    assert.is(await status('/claims', bearer({})), 403);
    assert.is(await status('/claims'), 401);
  });

  test('JWT: where it is optional only a bad one is refused', async () => {
    assert.is(await status('/jwt-optional'), 200);
    assert.is(await status('/jwt-optional', { authorization: 'Bearer x.y.z' }), 401);
    assert.is(await status('/jwt-optional', bearer()), 403);
    assert.is(await status('/jwt-optional', bearer({ role: 'admin' })), 200);
  });

  test('another service decides: what it sees, and what it adds', async () => {
    questions = [];
    const headers = { 'x-asked': 'yes', 'x-secret': 'own', 'x-user': 'root', authorization: 'me' };
    assert.equal(await seen('/external?q=1', 'x-user', { headers }), ['from the service']);
    assert.is(questions.length, 1);
    const [question] = questions;
    assert.equal([question?.method, question?.url], ['GET', '/check/external?q=1']);
    assert.equal(
      ['host', 'authorization', 'x-asked', 'x-secret', 'x-user'].map((name) => question?.headers[name]),
      ['a.test', 'me', 'yes', undefined, undefined],
    );
    assert.equal(await seen('/external', 'x-user', { headers: { 'x-asked': 'silent', 'x-user': 'root' } }), []);
    assert.equal(await seen('/external', 'x-other', { headers }), []);
  });

  test('another service decides: a no is its own answer, no answer is a no', async () => {
    const no = await world.ask('a.test/external', { headers: { 'x-asked': 'no' } });
    assert.equal([no.status, no.headers['x-why'], no.body.toString(), no.seen], [403, 'because', 'no', []]);
    assert.is(await status('/external', { 'x-asked': 'login' }), 302);
    assert.is(await status('/external', { 'x-asked': 'broken' }), 403);
    assert.is(await status('/external-away'), 403);
  });

  test('all rules have to let a request through', async () => {
    const authorization = basic('ann:secret');
    assert.is(await status('/both', { authorization }), 401);
    assert.is(await status('/both', { 'x-api-key': 'key-of-the-bank' }), 401);
    assert.is(await status('/both', { authorization, 'x-api-key': 'key-of-the-bank' }), 200);
  });

  test('what can not be checked closes the rule', async () => {
    assert.equal([await status('/no-range'), await status('/bcrypt'), await status('/missing')], [500, 500, 500]);
  });

  test('where a filter is not there yet, or any more, nobody gets in', async () => {
    const older = await withOlderListeners();
    const port = (await older?.ports())?.get('default/web/80') ?? 0;
    const client = new WireClient(port);
    const ask = async (target: string, name: string, value: string) => {
      const headers = [
        ['Host', 'a.test'],
        [name, value],
      ] as const;
      return (await client.send({ method: 'GET', target, headers })).status;
    };
    const { authorization } = bearer({ role: 'admin' });
    const found = [
      await ask('/jwt', 'Authorization', authorization),
      await ask('/jwt-optional', 'Accept', '*/*'),
      await ask('/basic', 'Authorization', basic('ann:secret')),
      await ask('/key', 'X-API-Key', 'key-of-the-shop'),
      await ask('/external', 'X-Asked', 'yes'),
      await ask('/allowed', 'Accept', '*/*'),
    ];
    client.close();
    await older?.stop();
    assert.equal(found, [403, 403, 403, 403, 403, 200]);
  });

  test('a preflight needs no credentials, the request behind it does', async () => {
    const headers = { origin: 'https://app.test', 'access-control-request-method': 'GET' };
    const preflight = await world.ask('a.test/cors', { method: 'OPTIONS', headers });
    assert.equal(
      [preflight.status, preflight.headers['access-control-allow-origin'], preflight.seen],
      [204, 'https://app.test', []],
    );
    assert.is(await status('/cors', { origin: 'https://app.test' }), 401);
    assert.is(await status('/cors', { origin: 'https://app.test', authorization: basic('ann:secret') }), 200);
  });
}

test.run();
