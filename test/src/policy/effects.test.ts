import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EchoBackend } from '../proxy/support/echo-backend.ts';
import { ask, echoOf } from '../proxy/support/http-client.ts';
import { type RawReply, RawUpstream } from '../proxy/support/raw-upstream.ts';
import { until } from '../proxy/support/within.ts';
import { service, slice } from '../unit/engine/world.ts';
import { policy } from '../unit/policy-kinds/policies.ts';
import { type PolicedPlane, withPolicies } from './support/policed-plane.ts';

const test = suite('policies over sockets: what they do');

type Fields = Readonly<Record<string, unknown>>;
type Run = (plane: PolicedPlane, echo: EchoBackend) => Promise<void>;

const onGateway = (kind: string, spec: Fields) => policy(kind, 'p', 'Gateway/infra/edge', spec);

async function withEcho(manifests: readonly Fields[], run: Run): Promise<void> {
  const echo = await EchoBackend.start('echo', (request, response) => {
    if (request.url !== '/long') return false;
    response.setHeader('Content-Type', 'text/plain');
    response.end('long '.repeat(1000));
    return true;
  });
  try {
    await withPolicies(echo.port, manifests, (plane) => run(plane, echo));
  } finally {
    await echo.close();
  }
}

const silent: RawReply = () => {};

test('TimeoutPolicy: 504 when the time is up', async () => {
  const upstream = await RawUpstream.start(silent);
  for (const spec of [{ request: '40ms' }, { backendRequest: '40ms' }]) {
    await withPolicies(upstream.port, [onGateway('TimeoutPolicy', { default: spec })], async ({ port }) => {
      assert.is((await ask(port, '/')).status, 504, JSON.stringify(spec));
    });
  }
  await upstream.close();
});

test('HeaderPolicy: in both directions', async () => {
  const spec = {
    request: [
      { name: 'x-team', action: 'Set', value: 'shop' },
      { name: 'x-seen', action: 'Add', value: 'gateway' },
      { name: 'x-secret', action: 'Remove' },
    ],
    response: [{ name: 'x-frame-options', action: 'Set', value: 'DENY' }],
  };
  await withEcho([onGateway('HeaderPolicy', { override: spec })], async ({ port }) => {
    const answer = await ask(port, '/', { headers: ['X-Team', 'mine', 'X-Seen', 'client', 'X-Secret', 's'] });
    const { headers } = echoOf(answer);
    assert.is(headers['x-team'], 'shop');
    assert.match(headers['x-seen'] ?? '', /^client, ?gateway$/);
    assert.is(headers['x-secret'], undefined);
    assert.is(answer.headers['x-frame-options'], 'DENY');
  });
});

test('FaultPolicy: aborts before a backend is asked', async () => {
  const abort = { default: { abort: { statusCode: 503 } } };
  await withEcho([onGateway('FaultPolicy', abort)], async ({ port }, echo) => {
    assert.is((await ask(port, '/')).status, 503);
    assert.is(echo.requests, 0);
  });
  await withEcho([onGateway('FaultPolicy', { default: { delay: { duration: '60ms' } } })], async ({ port }) => {
    const start = performance.now();
    assert.is((await ask(port, '/')).status, 200);
    assert.ok(performance.now() - start > 50, 'answered without the delay');
  });
});

test('RateLimitPolicy: 429 after the last request of a window, each client value by itself', async () => {
  const limits = [{ name: 'tenant', requests: 2, window: '1h', by: [{ type: 'Header', name: 'X-Tenant' }] }];
  await withEcho([onGateway('RateLimitPolicy', { default: { limits } })], async ({ port }) => {
    const statusOf = async (tenant: string) => (await ask(port, '/', { headers: ['X-Tenant', tenant] })).status;
    assert.equal([await statusOf('blue'), await statusOf('blue'), await statusOf('blue')], [200, 200, 429]);
    assert.is(await statusOf('red'), 200);
  });
});

test('CompressionPolicy: answers that are worth it', async () => {
  await withEcho([onGateway('CompressionPolicy', {})], async ({ port }) => {
    const long = await ask(port, '/long', { headers: ['Accept-Encoding', 'gzip'] });
    assert.is(long.headers['content-encoding'], 'gzip');
    const plain = await ask(port, '/long');
    assert.is(plain.headers['content-encoding'], undefined);
    assert.is(plain.body.length, 5000);
  });
});

test('MirrorPolicy: a copy of each request', async () => {
  const shadow = await EchoBackend.start('shadow');
  const at = { ...slice('shop/shadow-1', 'shadow', ['127.0.0.1']), ports: [{ port: shadow.port }] };
  const mirrors = [{ name: 'shadow', backendRef: { name: 'shadow', port: 80 } }];
  const mirror = policy('MirrorPolicy', 'p', 'HTTPRoute/shop/r', { default: { mirrors } });
  await withEcho([service('shop/shadow'), at, mirror], async ({ port }, echo) => {
    assert.is(echoOf(await ask(port, '/a')).name, 'echo');
    await until(() => shadow.requests === 1, 'the copy');
    assert.is(echo.requests, 1);
  });
  await shadow.close();
});

test.run();
