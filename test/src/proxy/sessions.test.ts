import type { Filter, SessionPersistence } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { balanced, configurationOf, forward, to, virtualHost } from './support/configuration.ts';
import { type Answer, ask } from './support/http-client.ts';
import { type PlaneOptions, type RunningPlane, withPlane } from './support/plane.ts';
import { RecordingClient } from './support/recording-client.ts';

const test = suite('proxy: session persistence');

const cookie: SessionPersistence = { kind: 'cookie', name: 'sid', path: '/', permanent: false };
const header: SessionPersistence = { kind: 'header', name: 'x-session', permanent: false };

const at = (...numbers: number[]) => numbers.map((number) => ({ address: `10.0.0.${number}`, port: 1 }));

/** Two backends, blue (1 to 3) and green (4 to 6), with weights. */
function configured(
  sessionPersistence: SessionPersistence,
  weights: readonly [number, number] = [1, 1],
  blue: readonly number[] = [1, 2, 3],
) {
  const remove: Filter = { kind: 'requestHeaders', changes: { set: [], add: [], remove: ['cookie'] } };
  const action = forward(to('blue', { weight: weights[0] }), to('green', { weight: weights[1] }));
  const rules = [
    { path: { kind: 'prefix', value: '/other' } as const, action, settings: { sessionPersistence } },
    { action, settings: { sessionPersistence }, filters: [remove] },
  ];
  const backends = [balanced('blue', {}, at(...blue)), balanced('green', {}, at(4, 5, 6))];
  return configurationOf(backends, [virtualHost('*', rules)]);
}

async function bench(
  configuration: ReturnType<typeof configured>,
  run: (
    running: RunningPlane & { client: RecordingClient; get: (carried?: string, path?: string) => Promise<Answer> },
  ) => Promise<void>,
  options: PlaneOptions = {},
): Promise<void> {
  const client = new RecordingClient();
  await withPlane(configuration, { client, ...options }, async (running) => {
    const get = (carried?: string, path = '/'): Promise<Answer> =>
      ask(running.port, path, { headers: carried === undefined ? [] : ['Cookie', carried, 'X-Session', carried] });
    await run({ ...running, client, get });
  });
}

const cookieOf = (answer: Answer): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';

test('cookie: the client comes back to its endpoint, whatever weights and turns say', async () => {
  await bench(configured(cookie), async ({ get }) => {
    for (let client = 0; client < 5; client++) {
      const first = await get();
      const carried = `a=b; ${cookieOf(first)}`;
      for (let index = 0; index < 6; index++) {
        const again = await get(carried);
        assert.is(again.body, first.body);
        assert.is(again.headers['set-cookie'], undefined, 'the client knows already');
      }
    }
  });
});

test('cookie: its attributes', async () => {
  const seen = async (change: Partial<SessionPersistence>): Promise<string> => {
    let text = '';
    await bench(configured({ ...cookie, ...change }), async ({ get }) => {
      text = (await get()).headers['set-cookie']?.[0] ?? '';
    });
    return text.replace(/=[\w.-]+/, '=T');
  };
  assert.is(await seen({}), 'sid=T; Path=/; HttpOnly; SameSite=Strict');
  assert.is(await seen({ absoluteTimeout: 5000 }), 'sid=T; Path=/; HttpOnly; SameSite=Strict');
  assert.is(
    await seen({ permanent: true, absoluteTimeout: 5001, path: '/shop' }),
    'sid=T; Path=/shop; Max-Age=6; HttpOnly; SameSite=Strict',
  );
  assert.is(await seen({ path: '/; Domain=evil' }), 'sid=T; Path=/; HttpOnly; SameSite=Strict');
  assert.is(await seen({ name: 'a b' }), '');
});

test('a cookie says nothing about addresses, and others than ours are no session', async () => {
  await bench(configured(cookie), async ({ get, client }) => {
    const first = await get();
    assert.not.match(cookieOf(first), /10\.0\.0|blue|green|Service/);
    const wrong = [
      'sid=',
      'sid=x',
      `sid=${'A'.repeat(22)}.0`,
      `${cookieOf(first)}x`,
      `sid=${first.body}`,
      'sid=10.0.0.9:1',
    ];
    for (const text of wrong) assert.ok(cookieOf(await get(text)), text);
    assert.ok(client.names.every((name) => /^10\.0\.0\.[1-6]:1$/.test(name)));
  });
});

test('header: every answer carries it', async () => {
  await bench(configured(header), async ({ get }) => {
    const first = await get();
    const carried = first.headers['x-session'];
    assert.type(carried, 'string');
    for (let index = 0; index < 6; index++) {
      const again = await get(String(carried));
      assert.is(again.body, first.body);
      assert.is(again.headers['x-session'], carried);
    }
  });
});

test('sessions of one rule are none of another', async () => {
  await bench(configured(cookie, [1, 0]), async ({ get }) => {
    const here = await get();
    const bodies = new Set<string>();
    for (let index = 0; index < 6; index++) {
      const there = await get(cookieOf(here), '/other');
      assert.ok(cookieOf(there), 'a session of its own');
      bodies.add(there.body);
    }
    assert.is(bodies.size, 3);
  });
});

test('a session outlives weights, and swaps that leave its endpoint; without it, it begins anew', async () => {
  await bench(configured(cookie, [1, 0]), async ({ get, plane }) => {
    const first = await get();
    const carried = cookieOf(first);
    await plane.update(configured(cookie, [0, 1]));
    assert.is((await get(carried)).body, first.body, 'a weight of 0 drains: who is there stays');
    const number = Number(/10\.0\.0\.(\d)/.exec(first.body)?.[1]);
    await plane.update(
      configured(
        cookie,
        [1, 0],
        [1, 2, 3].filter((each) => each !== number),
      ),
    );
    const moved = await get(carried);
    assert.is.not(moved.body, first.body);
    assert.ok(cookieOf(moved));
    assert.is((await get(cookieOf(moved))).body, moved.body);
  });
});

test('an absolute timeout ends a session', async () => {
  let clock = 1_000_000;
  await bench(
    configured({ ...cookie, absoluteTimeout: 60_000 }),
    async ({ get }) => {
      const first = await get();
      clock += 60_000;
      assert.is(cookieOf(await get(cookieOf(first))), '');
      clock += 1;
      assert.ok(cookieOf(await get(cookieOf(first))));
    },
    { wallClock: () => clock },
  );
});

test('a retry elsewhere takes the session with it', async () => {
  const base = configured(cookie, [1, 0]);
  const retrying = {
    ...base,
    gateways: base.gateways.map((gateway) => ({
      ...gateway,
      listeners: gateway.listeners.map((listener) => ({
        ...listener,
        virtualHosts: listener.virtualHosts.map((host) => ({
          ...host,
          rules: host.rules.map((rule) => ({
            ...rule,
            settings: { ...rule.settings, retry: { attempts: 1, statusCodes: [503], backoff: 1 } },
          })),
        })),
      })),
    })),
  };
  await bench(retrying, async ({ get, client }) => {
    const first = await get();
    client.statusOf = (name) => (name === first.body ? 503 : 200);
    const moved = await get(cookieOf(first));
    assert.is(moved.status, 200);
    assert.is.not(moved.body, first.body);
    client.statusOf = () => 200;
    assert.is((await get(cookieOf(moved))).body, moved.body);
  });
});

test.run();
