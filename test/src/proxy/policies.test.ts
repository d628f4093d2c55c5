import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWorld, gateway, gatewayClass, route, service } from '../unit/engine/world.ts';
import { policy } from '../unit/policy-kinds/policies.ts';
import { type Answer, ask } from './support/http-client.ts';
import { type PlaneOptions, withPlane } from './support/plane.ts';
import { okReply, type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { secretsOf } from './support/secrets.ts';
import { sleep, until } from './support/within.ts';

type Fields = Readonly<Record<string, unknown>>;

const test = suite('proxy: policies, from manifests to sockets');

const secret = (name: string, entries: Readonly<Record<string, string>>): Fields => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  stringData: entries,
});

const target = 'HTTPRoute/shop/r';

interface Stage {
  readonly get: (path?: string, headers?: readonly string[]) => Promise<Answer>;
  readonly upstream: RawUpstream;
}

/** One route to one Service, with policies and what they need. */
async function stage(
  more: readonly unknown[],
  run: (stage: Stage) => Promise<void>,
  reply: RawReply = okReply,
  options: PlaneOptions = {},
): Promise<void> {
  const upstream = await RawUpstream.start(reply);
  const world = createWorld([
    gatewayClass(),
    gateway('infra/edge', [{}]),
    route('shop/r', { rules: [{ backendRefs: [{ name: 'cart', port: 80 }] }] }),
    service('shop/cart', { ports: [{ name: 'http', port: 80 }] }),
    service('shop/spare', { ports: [{ name: 'http', port: 80 }] }),
    ...more,
  ]);
  const at = [{ address: '127.0.0.1', port: upstream.port }];
  const backends = new Map([
    ['shop/cart:80', at],
    ['shop/spare:80', at],
  ]);
  await withPlane(world.engine.configuration, { backends, ...options }, async ({ port }) => {
    await run({ upstream, get: (path = '/', headers = []) => ask(port, path, { headers }) });
  });
  await upstream.close();
}

const failing: RawReply = (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
const never: RawReply = () => {};

test('RetryPolicy: the override of ten is ten retries, its default alone five', async () => {
  const fast = { backOff: { base: '1ms', max: '1ms' }, retryOn: [503] };
  const tries = async (spec: Fields): Promise<number> => {
    let count = 0;
    await stage(
      [policy('RetryPolicy', 'article', target, spec)],
      async ({ get, upstream }) => {
        assert.is((await get()).status, 503);
        count = upstream.requests.length;
      },
      failing,
    );
    return count;
  };
  const five = { maxRetries: 5, ...fast };
  assert.is(await tries({ override: { maxRetries: 10 }, default: five }), 11);
  assert.is(await tries({ default: five }), 6);
});

test('TimeoutPolicy', async () => {
  await stage(
    [policy('TimeoutPolicy', 'quick', target, { default: { request: '40ms' } })],
    async ({ get }) => assert.is((await get()).status, 504),
    never,
  );
});

test('TrafficPolicy: limits', async () => {
  const limits = { connections: 1, pendingRequests: 0 };
  await stage(
    [policy('TrafficPolicy', 'narrow', target, { default: { limits } })],
    async ({ get, upstream }) => {
      const first = get().catch(() => undefined);
      await until(() => upstream.requests.length === 1, 'the first');
      assert.is((await get()).status, 503);
      upstream.sockets.forEach((socket) => void socket.destroy());
      await first;
    },
    never,
  );
});

test('TrafficPolicy: health checks', async () => {
  const healthCheck = { type: 'HTTP', interval: '20ms', http: { path: '/healthz' } };
  await stage([policy('TrafficPolicy', 'checked', target, { default: { healthCheck } })], async ({ upstream }) => {
    await until(() => upstream.requests.some(({ head }) => head.startsWith('GET /healthz ')), 'a check');
  });
});

test('FaultPolicy', async () => {
  const abort = { statusCode: 418, percentage: 100 };
  await stage([policy('FaultPolicy', 'teapot', target, { default: { abort } })], async ({ get, upstream }) => {
    assert.is((await get()).status, 418);
    assert.is(upstream.requests.length, 0);
  });
});

test('RateLimitPolicy', async () => {
  const limits = [{ name: 'few', requests: 2, window: '1h', by: [{ type: 'Header', name: 'X-Tenant' }] }];
  await stage([policy('RateLimitPolicy', 'few', target, { default: { limits } })], async ({ get }) => {
    const statuses: number[] = [];
    for (const tenant of ['a', 'a', 'a', 'b']) statuses.push((await get('/', ['x-tenant', tenant])).status);
    assert.equal(statuses, [200, 200, 429, 200]);
  });
});

test('AccessPolicy: keys of a Secret, which is missing at first', async () => {
  const apiKeys = { secrets: [{ name: 'clients' }], forwardClientHeader: 'x-client' };
  const access = policy('AccessPolicy', 'keys', target, { default: { apiKeys } });
  const secrets = secretsOf({});
  await stage(
    [access],
    async ({ get, upstream }) => {
      assert.is((await get('/', ['x-api-key', 'k'])).status, 500, 'closed, not open');
      assert.is(upstream.requests.length, 0);
    },
    okReply,
    { secrets },
  );
  await stage(
    [access, secret('clients', { mobile: 'k' })],
    async ({ get, upstream }) => {
      assert.is((await get()).status, 401);
      assert.is((await get('/', ['x-api-key', 'wrong'])).status, 401);
      assert.is((await get('/', ['x-api-key', 'k'])).status, 200);
      assert.match(upstream.requests[0]?.head ?? '', /x-client: mobile/);
    },
    okReply,
    { secrets: ({ name }) => (name === 'clients' ? new Map([['mobile', Buffer.from('k')]]) : undefined) },
  );
});

test('AccessPolicy: addresses', async () => {
  const addresses = { allow: ['10.0.0.0/8'] };
  await stage([policy('AccessPolicy', 'inside', target, { override: { addresses } })], async ({ get }) => {
    assert.is((await get()).status, 403);
  });
});

test('CompressionPolicy', async () => {
  const text: RawReply = (socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n${'<br>'.repeat(1250)}`);
  await stage(
    [policy('CompressionPolicy', 'small', target, { default: { algorithms: ['gzip'] } })],
    async ({ get }) => {
      assert.is((await get('/', ['accept-encoding', 'gzip'])).headers['content-encoding'], 'gzip');
      assert.is((await get()).headers['content-encoding'], undefined);
    },
    text,
  );
});

test('HeaderPolicy', async () => {
  const spec = {
    request: [{ name: 'x-from', action: 'Set', value: 'edge' }],
    response: [{ name: 'x-by', action: 'Set', value: 'edge' }],
  };
  await stage([policy('HeaderPolicy', 'marks', target, { default: spec })], async ({ get, upstream }) => {
    assert.is((await get()).headers['x-by'], 'edge');
    assert.match(upstream.requests[0]?.head ?? '', /x-from: edge/);
  });
});

test('MirrorPolicy', async () => {
  const mirrors = [{ name: 'copy', backendRef: { name: 'spare', port: 80 } }];
  await stage([policy('MirrorPolicy', 'copy', target, { default: { mirrors } })], async ({ get, upstream }) => {
    assert.is((await get('/once')).status, 200);
    await until(() => upstream.requests.length === 2, 'the copy');
    await sleep(5);
    assert.is(upstream.requests.length, 2);
  });
});

test.run();
