import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { RateLimit, RuleSettings } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withSettings } from './support/edit-configuration.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyWorld, gateway, route } from './support/envoy-world.ts';

const test = suite('envoy: rate limits and compression');
const binary = findEnvoy();

const limit = (more: Partial<RateLimit>): RuleSettings => ({
  rateLimits: [{ name: 'few', scope: 'local', requests: 1, interval: 3_600_000, burst: 2, by: [], ...more }],
});

const compression = {
  algorithms: ['br', 'gzip', 'zstd'],
  minimumLength: 100,
  contentTypes: ['text/plain'],
} as const;

const settings: Readonly<Record<string, RuleSettings>> = {
  '/two': limit({}),
  '/none': limit({ requests: 0 }),
  '/fast': limit({ requests: 1000, interval: 1, burst: 1000 }),
  '/header': limit({ by: [{ kind: 'header', name: 'X-User' }] }),
  '/address': limit({ by: [{ kind: 'sourceAddress' }] }),
  '/several': {
    rateLimits: [...(limit({ burst: 5 }).rateLimits ?? []), ...(limit({ name: 'fewer', burst: 3 }).rateLimits ?? [])],
  },
  '/global': limit({ scope: 'global', requests: 100, by: [{ kind: 'header', name: 'x-user' }] }),
  '/packed': { compression },
};

const manifests = `${gateway('[{name: http, port: 80, protocol: HTTP}]')}${Object.keys(settings)
  .map((path, index) => {
    const name = path === '/packed' ? 'b' : 'a';
    return route(
      `r${index}`,
      '[a.test]',
      `[{matches: [{path: {value: ${path}}}], backendRefs: [{name: ${name}, port: 80}]}]`,
    );
  })
  .join('')}`;

const text = 'as long as it takes '.repeat(50);
const long = createHttpServer(({ headers }, response) => {
  const { 'x-type': type = 'text/plain', 'x-short': short } = headers;
  response.setHeader('content-type', String(type));
  response.end(short === undefined ? text : 'short');
});

/** What a service of rate limits was asked; it says no to whoever calls himself `greedy`. */
let asked: string[] = [];
const service = createHttp2Server();
service.on('stream', (stream) => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const question = Buffer.concat(chunks).toString('latin1');
    asked.push(question);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    // One message of two bytes: field 1, OK or OVER_LIMIT.
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, question.includes('greedy') ? 2 : 1]));
  });
});

const listen = (server: Pick<Server, 'listen' | 'address'>): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const rateLimitService = {
  address: '127.0.0.1',
  port: binary === undefined ? 1 : await listen(service),
  timeout: 2000,
};
const world = new EnvoyWorld(manifests, withSettings(settings), { rateLimitService });
if (binary !== undefined) {
  await world.start(binary, new Map([['default/b:80', [{ address: '127.0.0.1', port: await listen(long) }]]]));
}
test.after(async () => {
  await world.stop();
  long.close();
  service.close();
});

async function statuses(path: string, count: number, headers: Readonly<Record<string, string>> = {}) {
  const found: number[] = [];
  for (let turn = 0; turn < count; turn++) found.push((await world.ask(`a.test${path}`, { headers })).status);
  return found;
}

if (binary === undefined) skipped('rate limits and compression on a real Envoy');
else {
  test('nothing that Envoy warns of', () => {
    assert.is(world.log, '');
  });

  test('a local limit: 429 that says when to come again', async () => {
    assert.equal(await statuses('/two', 4), [200, 200, 429, 429]);
    const { headers } = await world.ask('a.test/two');
    assert.equal(
      ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) => headers[name]),
      ['3600', '1', '0', '3600'],
    );
  });

  test('a limit of none lets nothing through', async () => {
    assert.equal(await statuses('/none', 2), [429, 429]);
  });

  test('an interval that is shorter than those of Envoy', async () => {
    assert.equal(await statuses('/fast', 3), [200, 200, 200]);
  });

  test('each value of a header has a bucket, and those who send none share one', async () => {
    assert.equal(await statuses('/header', 3, { 'x-user': 'ann' }), [200, 200, 429]);
    assert.equal(await statuses('/header', 3, { 'x-user': 'bob' }), [200, 200, 429]);
    assert.equal(await statuses('/header', 3), [200, 200, 429]);
  });

  test('each address has a bucket', async () => {
    assert.equal(await statuses('/address', 3), [200, 200, 429]);
  });

  test('several limits all hold', async () => {
    assert.equal(await statuses('/several', 4), [200, 200, 200, 429]);
  });

  test('a global limit: the service is asked by route, rule, name and keys', async () => {
    asked = [];
    assert.equal(await statuses('/global', 2, { 'x-user': 'ann' }), [200, 200]);
    assert.equal(await statuses('/global', 1, { 'x-user': 'greedy' }), [429]);
    assert.equal(await statuses('/global', 1), [200]);
    assert.is(asked.length, 4);
    assert.ok(
      asked.every((question) => question.includes('HTTPRoute/default/r6/0/few') && question.includes('routeward')),
    );
    assert.equal(
      asked.map((question) => question.includes('header:x-user')),
      [true, true, true, false],
    );
  });

  test('answers are packed as client and rule like it', async () => {
    const packed = async (accept: string, more: Readonly<Record<string, string>> = {}) => {
      const { headers, body } = await world.ask('a.test/packed', { headers: { 'accept-encoding': accept, ...more } });
      return { coding: headers['content-encoding'], body };
    };
    const gzip = await packed('gzip');
    assert.is(gzip.coding, 'gzip');
    assert.is(gunzipSync(gzip.body).toString(), text);
    const both = await packed('gzip, br');
    assert.is(both.coding, 'br');
    assert.is(brotliDecompressSync(both.body).toString(), text);
    assert.is((await packed('br;q=0.5, gzip;q=0.9')).coding, 'gzip');
    assert.is((await packed('zstd')).coding, 'zstd');
    assert.is((await packed('identity')).coding, undefined);
    assert.is((await packed('gzip', { 'x-type': 'image/png' })).coding, undefined);
    assert.is((await packed('gzip', { 'x-short': 'yes' })).coding, undefined);
    const other = await world.ask('a.test/address', { headers: { 'accept-encoding': 'gzip' } });
    assert.is(other.headers['content-encoding'], undefined);
  });

  test('while the service is away each Envoy keeps the limit for itself', async () => {
    service.close();
    assert.equal(await statuses('/global', 2, { 'x-user': 'later' }), [200, 200]);
  });
}

test.run();
