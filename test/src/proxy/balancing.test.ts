import { Agent } from 'node:http';
import type { BackendSettings, Endpoint, HashSource, LoadBalancing } from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { balanced, configurationOf, virtualHost } from './support/configuration.ts';
import { type Answer, ask } from './support/http-client.ts';
import { type PlaneOptions, type RunningPlane, withPlane } from './support/plane.ts';
import { RecordingClient } from './support/recording-client.ts';

const test = suite('proxy: load balancing');

const endpoint = (number: number, zone?: string): Endpoint => ({
  address: `10.0.${number >> 8}.${number & 255}`,
  port: 8080,
  ...(zone !== undefined && { zone }),
});
const endpoints = (count: number): Endpoint[] => Array.from({ length: count }, (_, index) => endpoint(index + 1));
const nameOf = ({ address, port }: Endpoint): string => `${address}:${port}`;

const configured = (settings: BackendSettings, list: readonly Endpoint[]) =>
  configurationOf([balanced('echo', settings, list)], [virtualHost('*', [{}])]);

/** The same rolls in every run. */
function rolls(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

interface Bench extends RunningPlane {
  readonly client: RecordingClient;
  /** Which endpoint answers. */
  readonly get: (path?: string, headers?: readonly string[]) => Promise<string>;
  readonly getAll: (path?: string, headers?: readonly string[]) => Promise<Answer>;
  readonly swap: (settings: BackendSettings, list: readonly Endpoint[]) => Promise<unknown>;
}

async function bench(
  settings: BackendSettings,
  list: readonly Endpoint[],
  run: (bench: Bench) => Promise<void>,
  options: PlaneOptions = {},
): Promise<void> {
  const client = new RecordingClient();
  const agent = new Agent({ keepAlive: true });
  await withPlane(configured(settings, list), { random: rolls(), client, ...options }, async (running) => {
    const getAll = (path = '/', headers: readonly string[] = []): Promise<Answer> =>
      ask(running.port, path, { headers, agent });
    await run({
      ...running,
      client,
      getAll,
      get: async (path, headers) => (await getAll(path, headers)).body,
      swap: (next, nextList) => running.plane.update(configured(next, nextList)),
    });
  });
  agent.destroy();
}

function counts(names: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

const ring = (on: readonly HashSource[]): LoadBalancing => ({ kind: 'ringHash', on, minimumRingSize: 1024 });
const maglev = (on: readonly HashSource[]): LoadBalancing => ({ kind: 'maglev', on, tableSize: 1009 });
const byKey: readonly HashSource[] = [{ kind: 'header', name: 'X-Key' }];

/** Which endpoint each of `count` keys goes to. */
async function places({ get }: Bench, count: number): Promise<string[]> {
  const found: string[] = [];
  for (let key = 0; key < count; key++) found.push(await get('/', ['x-key', `key-${key}`]));
  return found;
}

test('round robin: one after the other', async () => {
  const list = endpoints(3);
  await bench({ loadBalancing: { kind: 'roundRobin' } }, list, async ({ get }) => {
    const names: string[] = [];
    for (let index = 0; index < 6; index++) names.push(await get());
    assert.equal(names, [...list, ...list].map(nameOf));
  });
});

test('random: all get some', async () => {
  await bench({ loadBalancing: { kind: 'random' } }, endpoints(4), async ({ get, client }) => {
    for (let index = 0; index < 200; index++) await get();
    const found = counts(client.names);
    assert.is(found.size, 4);
    for (const [name, count] of found) assert.ok(count > 25 && count < 80, `${name}: ${count}`);
  });
});

test('least request: the busy one is left alone', async () => {
  const list = endpoints(2);
  const settings: BackendSettings = { loadBalancing: { kind: 'leastRequest', choices: 8 } };
  await bench(settings, list, async ({ get, client }) => {
    client.statusOf = () => 0;
    const slow = get();
    while (client.addresses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const busy = client.names[0];
    client.statusOf = () => 200;
    for (let index = 0; index < 10; index++) assert.is.not(await get(), busy);
    client.release();
    await slow;
    const after = new Set<string>();
    for (let index = 0; index < 20; index++) after.add(await get());
    assert.is(after.size, 2, 'both are idle again');
  });
});

for (const [name, balancing] of [
  ['ring', ring(byKey)],
  ['maglev', maglev(byKey)],
] as const) {
  test(`${name}: a key stays where it is, keys spread, and none means by chance`, async () => {
    const settings: BackendSettings = { loadBalancing: balancing };
    const list = endpoints(5);
    await bench(settings, list, async (at) => {
      const before = await places(at, 200);
      assert.equal(await places(at, 200), before);
      await at.swap(settings, [...list].reverse());
      assert.equal(await places(at, 200), before, 'the order of endpoints does not matter');
      const found = counts(before);
      assert.is(found.size, 5);
      for (const [endpointName, count] of found) assert.ok(count > 15 && count < 80, `${endpointName}: ${count}`);
      const without = new Set<string>();
      for (let index = 0; index < 40; index++) without.add(await at.get());
      assert.ok(without.size > 1);
    });
  });

  test(`${name}: few keys move when an endpoint comes or goes`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9 }), fc.nat({ max: 100 }), async (count, offset) => {
        const list = endpoints(count).map((_, index) => endpoint(offset + index));
        const settings: BackendSettings = { loadBalancing: balancing };
        const keys = 150;
        await bench(settings, list, async (at) => {
          const before = await places(at, keys);
          const gone = list[offset % count];
          const rest = list.filter((each) => each !== gone);
          await at.swap(settings, rest);
          const after = await places(at, keys);
          const strays = before.filter((place, key) => gone && place !== nameOf(gone) && place !== after[key]).length;
          // A ring moves no key that was not the lost endpoint's; a table of this size a few.
          assert.ok(strays <= (name === 'ring' ? 0 : keys * 0.15), `${strays} of ${keys} moved for nothing`);
          await at.swap(settings, list);
          assert.equal(await places(at, keys), before, 'and back');
        });
      }),
      { numRuns: 6 },
    );
  });
}

test('hash sources: the first that the request has', async () => {
  const on: readonly HashSource[] = [
    { kind: 'header', name: 'x-key' },
    { kind: 'query', name: 'key' },
    { kind: 'sourceAddress' },
  ];
  await bench({ loadBalancing: ring(on) }, endpoints(50), async ({ get }) => {
    const byHeader = await get('/', ['X-KEY', 'a']);
    assert.is(await get('/?key=b', ['x-key', 'a']), byHeader);
    assert.is(await get('/?key=a'), byHeader, 'the value counts, not where it stands');
    assert.is.not(await get('/?key=b'), byHeader);
    assert.is(await get(), await get('/other'), 'by address');
  });
});

test('a client without the cookie gets one, and comes back to the same endpoint', async () => {
  const on: readonly HashSource[] = [{ kind: 'cookie', name: 'lb', ttl: 90_500, path: '/shop' }];
  await bench({ loadBalancing: maglev(on) }, endpoints(50), async ({ get, getAll }) => {
    const first = await getAll();
    const cookie = first.headers['set-cookie']?.[0] ?? '';
    assert.match(cookie, /^lb=[0-9a-f]{16}; Path=\/shop; Max-Age=91; HttpOnly$/);
    const back = ['Cookie', cookie.split(';')[0] ?? ''];
    for (let index = 0; index < 5; index++) assert.is(await get('/', back), first.body);
    assert.is((await getAll('/', back)).headers['set-cookie'], undefined);
    assert.is.not((await getAll()).headers['set-cookie']?.[0], cookie, 'others get another');
  });
  const session: readonly HashSource[] = [{ kind: 'cookie', name: 'lb', path: '/; Domain=evil' }];
  await bench({ loadBalancing: ring(session) }, endpoints(2), async ({ getAll }) => {
    assert.match((await getAll()).headers['set-cookie']?.[0] ?? '', /^lb=[0-9a-f]{16}; Path=\/; HttpOnly$/);
  });
  const broken: readonly HashSource[] = [{ kind: 'cookie', name: 'a b' }];
  await bench({ loadBalancing: ring(broken) }, endpoints(2), async ({ getAll }) => {
    assert.is((await getAll()).headers['set-cookie'], undefined);
  });
});

test('the own zone first, the others where it has none', async () => {
  const near = endpoint(1, 'a');
  const far = endpoint(2, 'b');
  const seen = async (list: readonly Endpoint[], zone: string | undefined, prefer: boolean): Promise<number> => {
    let size = 0;
    await bench(
      prefer ? { preferLocalZone: true } : {},
      list,
      async ({ get }) => {
        size = new Set([await get(), await get(), await get(), await get()]).size;
      },
      zone === undefined ? {} : { zone },
    );
    return size;
  };
  assert.is(await seen([near, far], 'a', true), 1);
  assert.is(await seen([near, far], 'c', true), 2);
  assert.is(await seen([near, far], undefined, true), 2);
  assert.is(await seen([near, far], 'a', false), 2);
});

test('slow start: a new endpoint gets more and more', async () => {
  for (const kind of ['roundRobin', 'random'] as const) {
    let clock = 0;
    const settings: BackendSettings = { loadBalancing: { kind }, slowStart: 100_000 };
    const list = endpoints(2);
    const fresh = nameOf(endpoint(3));
    await bench(
      settings,
      list,
      async ({ get, client, swap }) => {
        await swap(settings, [...list, endpoint(3)]);
        const share = async (): Promise<number> => {
          client.addresses.length = 0;
          for (let index = 0; index < 300; index++) await get();
          return counts(client.names).get(fresh) ?? 0;
        };
        const early = await share();
        clock = 50_000;
        const later = await share();
        clock = 100_000;
        const warm = await share();
        assert.ok(early > 0 && early < 40, `${kind}: ${early} of 300 at the start`);
        assert.ok(later > early && later < warm, `${kind}: ${later} of 300 halfway, ${warm} at the end`);
        assert.ok(warm >= 70, `${kind}: ${warm} of 300 when warm`);
      },
      { now: () => clock },
    );
  }
});

test('settings without load balancing, and none at all, take turns; no endpoint is 503', async () => {
  await bench({ connectTimeout: 7 }, endpoints(2), async ({ get, client }) => {
    assert.is.not(await get(), await get());
    assert.is(client.addresses[0]?.pool?.connectTimeout, 7);
  });
  await bench({ loadBalancing: ring(byKey) }, [], async ({ getAll }) => assert.is((await getAll()).status, 503));
});

test('TLS that can not be had is not replaced by plain text', async () => {
  const tls = { hostname: 'a.example', authorities: 'system', subjectAltNames: [] } as const;
  await bench({ tls }, endpoints(1), async ({ getAll, client }) => {
    assert.is((await getAll()).status, 502);
    assert.is(client.addresses.length, 0);
  });
});

test.run();
