import type { RateLimitStore, SharedLimit } from '@routeward/adapters-node';
import type { RateLimit } from '@routeward/core';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';

const test = suite('proxy: rate limits');

const limit = (change: Partial<RateLimit> = {}): RateLimit => ({
  name: 'ns/limit',
  scope: 'local',
  requests: 2,
  interval: 1000,
  burst: 2,
  by: [],
  ...change,
});

/** `times` runs on a clock that the test turns. */
async function limited(
  rateLimits: readonly RateLimit[],
  run: (
    get: (path?: string, headers?: readonly string[]) => Promise<number>,
    clock: { now: number },
    port: number,
  ) => Promise<void>,
): Promise<void> {
  const backend = await EchoBackend.start();
  const clock = { now: 0 };
  const rules = [
    { path: { kind: 'prefix' as const, value: '/other' }, settings: { rateLimits } },
    { settings: { rateLimits } },
  ];
  await withPlane(simple(backend.port, rules), { now: () => clock.now }, async ({ port }) => {
    await run(async (path = '/', headers = []) => (await ask(port, path, { headers })).status, clock, port);
  });
  await backend.close();
}

test('a bucket lets a burst through, then as many as come in', async () => {
  await limited([limit()], async (get, clock, port) => {
    assert.equal([await get(), await get(), await get()], [200, 200, 429]);
    const refused = await ask(port, '/');
    assert.is(refused.headers['retry-after'], '1');
    assert.is(refused.headers['x-ratelimit-limit'], '2');
    assert.is(refused.headers['x-ratelimit-remaining'], '0');
    clock.now = 500;
    assert.equal([await get(), await get()], [200, 429]);
    clock.now = 60_000;
    assert.equal([await get(), await get(), await get()], [200, 200, 429], 'never more than the burst');
  });
});

test('Retry-After tells the whole seconds until a token is there', async () => {
  await limited([limit({ requests: 1, interval: 60_000, burst: 1 })], async (get, clock, port) => {
    assert.is(await get(), 200);
    clock.now = 500;
    assert.is((await ask(port, '/')).headers['retry-after'], '60');
    clock.now = 30_001;
    assert.is((await ask(port, '/')).headers['retry-after'], '30');
  });
});

test('each rule has its own buckets', async () => {
  await limited([limit({ burst: 1 })], async (get) => {
    assert.equal([await get('/'), await get('/other'), await get('/'), await get('/other')], [200, 200, 429, 429]);
  });
});

test('by header: values apart, and none is a value', async () => {
  await limited([limit({ burst: 1, by: [{ kind: 'header', name: 'X-Tenant' }] })], async (get) => {
    const as = (tenant: string): Promise<number> => get('/', ['x-tenant', tenant]);
    assert.equal([await as('a'), await as('b'), await as('a'), await as('b')], [200, 200, 429, 429]);
    assert.equal([await get(), await get()], [200, 429], 'to leave it out is no way around');
    assert.is(await as('__proto__'), 200);
  });
});

test('by several: the values are not mixed up', async () => {
  const by = [
    { kind: 'header' as const, name: 'x-a' },
    { kind: 'header' as const, name: 'x-b' },
  ];
  await limited([limit({ burst: 1, by })], async (get) => {
    const as = (a: string, b: string): Promise<number> => get('/', ['x-a', a, 'x-b', b]);
    assert.equal([await as('1,2', '3'), await as('1', '2,3'), await as('1,2', '3')], [200, 200, 429]);
  });
});

test('by source address and by a claim that nobody checked: one bucket', async () => {
  await limited([limit({ burst: 1, by: [{ kind: 'sourceAddress' }] })], async (get) => {
    assert.equal([await get(), await get('/', ['X-Forwarded-For', '9.9.9.9'])], [200, 429]);
  });
  await limited([limit({ burst: 1, by: [{ kind: 'claim', name: 'sub' }] })], async (get) => {
    assert.equal([await get(), await get()], [200, 429]);
  });
});

test('all limits count; a limit of none lets nothing through', async () => {
  await limited([limit({ burst: 5 }), limit({ name: 'ns/other', burst: 1 })], async (get) => {
    assert.equal([await get(), await get()], [200, 429]);
  });
  await limited([limit({ requests: 0, burst: 9 })], async (get) => assert.is(await get(), 429));
});

test('a limit without meaning closes the rule', async () => {
  for (const wrong of [{ interval: 0 }, { requests: -1 }, { requests: Number.NaN }, { burst: Number.NaN }]) {
    await limited([limit(wrong)], async (get) => assert.is(await get(), 500, JSON.stringify(wrong)));
  }
});

test('buckets outlive a swap of the configuration that leaves the limit as it is', async () => {
  const backend = await EchoBackend.start();
  const rules = (burst: number) => simple(backend.port, [{ settings: { rateLimits: [limit({ burst })] } }]);
  await withPlane(rules(1), { now: () => 0 }, async ({ port, plane }) => {
    assert.is((await ask(port, '/')).status, 200);
    await plane.update(rules(1));
    assert.is((await ask(port, '/')).status, 429);
    await plane.update(rules(2));
    assert.is((await ask(port, '/')).status, 200, 'another limit begins anew');
  });
  await backend.close();
});

test('a global limit is counted in the store that all share', async () => {
  const counted = new Map<string, number>();
  const made: SharedLimit[] = [];
  const memory = new RateLimiterMemory({ points: 2, duration: 60 });
  const store = (shared: SharedLimit) => {
    made.push(shared);
    return {
      consume: (key: string) => {
        counted.set(key, (counted.get(key) ?? 0) + 1);
        return memory.consume(key);
      },
    };
  };
  const backend = await EchoBackend.start();
  const by = [{ kind: 'header' as const, name: 'x-tenant' }];
  const settings = { rateLimits: [limit({ scope: 'global', interval: 60_000, by })] };
  const configuration = simple(backend.port, [{ settings }]);
  await withPlane(configuration, { rateLimitStore: store }, async (first) => {
    await withPlane(configuration, { rateLimitStore: store }, async (second) => {
      const get = async (port: number, tenant: string) => ask(port, '/', { headers: ['x-tenant', tenant] });
      assert.is((await get(first.port, 'secret-tenant')).status, 200);
      assert.is((await get(second.port, 'secret-tenant')).status, 200);
      const refused = await get(first.port, 'secret-tenant');
      assert.is(refused.status, 429);
      const wait = Number(refused.headers['retry-after']);
      assert.ok(wait > 0 && wait <= 60);
      assert.is((await get(second.port, 'other')).status, 200);
    });
  });
  await backend.close();
  assert.is(counted.size, 2);
  assert.not.match([...counted.keys()].join(), /tenant/, 'values do not reach the store');
  assert.equal(made[0], { keyPrefix: 'routeward', points: 2, duration: 60 });
});

test('a store that fails leaves the limit to each data plane, and says so', async () => {
  const stores: readonly RateLimitStore[] = [
    () => ({ consume: () => Promise.reject(new Error('ECONNREFUSED')) }),
    () => ({ consume: () => new Promise(() => {}) }),
  ];
  const backend = await EchoBackend.start();
  const settings = { rateLimits: [limit({ scope: 'global', requests: 1, burst: 1 })] };
  for (const rateLimitStore of stores) {
    await withPlane(
      simple(backend.port, [{ settings }]),
      { rateLimitStore, now: () => 0 },
      async ({ port, events }) => {
        assert.is((await ask(port, '/')).status, 200);
        assert.is((await ask(port, '/')).status, 429);
        assert.ok(events.some((event) => event.kind === 'policy-failure'));
      },
    );
  }
  await withPlane(simple(backend.port, [{ settings }]), {}, async ({ port }) => {
    assert.is((await ask(port, '/')).status, 500, 'no store at all');
  });
  await backend.close();
});

test.run();
