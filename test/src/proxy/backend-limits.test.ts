import type { BackendSettings, Retry } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, virtualHost } from './support/configuration.ts';
import { withDeafListener } from './support/deaf-listener.ts';
import { ask } from './support/http-client.ts';
import { type RunningPlane, withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { okReply, type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: limits of backends');

async function served(
  settings: BackendSettings,
  reply: RawReply,
  run: (running: RunningPlane, upstream: RawUpstream) => Promise<void>,
  retry?: Retry,
): Promise<void> {
  const upstream = await RawUpstream.start(reply);
  const configuration = configurationOf(
    [{ ...backend('echo', [upstream.port]), settings }],
    [virtualHost('*', [{ settings: retry === undefined ? {} : { retry } }])],
  );
  await withPlane(configuration, {}, (running) => run(running, upstream));
  await upstream.close();
}

/** Answers nobody until it is told to. */
function held(): { reply: RawReply; release: () => void } {
  const waiting: (() => void)[] = [];
  return {
    reply: (socket, request, count) => {
      waiting.push(() => okReply(socket, request, count));
    },
    release: () => {
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

test('connections: the rest waits, and gets its turn', async () => {
  const { reply, release } = held();
  await served({ limits: { connections: 2 } }, reply, async ({ port }, upstream) => {
    const answers = [1, 2, 3, 4, 5].map(() => ask(port, '/'));
    await until(() => upstream.requests.length === 2, 'two requests');
    await sleep(30);
    assert.is(upstream.requests.length, 2);
    for (const expected of [4, 5, 5]) {
      release();
      await until(() => upstream.requests.length === expected, `${expected} requests`);
    }
    release();
    for (const answer of answers) assert.is((await answer).status, 200);
    assert.is(upstream.connections, 2);
  });
});

test('pending requests: more than may wait get 503', async () => {
  const { reply, release } = held();
  await served({ limits: { connections: 1, pendingRequests: 1 } }, reply, async ({ port, events }, upstream) => {
    const first = ask(port, '/');
    await until(() => upstream.requests.length === 1, 'the first');
    const second = ask(port, '/');
    await sleep(20);
    assert.is((await ask(port, '/')).status, 503);
    assert.ok(events.some((event) => event.kind === 'exchange' && event.reason === 'upstream-overload'));
    release();
    await until(() => upstream.requests.length === 2, 'the second');
    release();
    assert.equal([(await first).status, (await second).status], [200, 200]);
  });
});

test('one who leaves the queue leaves no hole in it', async () => {
  const { reply, release } = held();
  await served({ limits: { connections: 1 } }, reply, async ({ port, events }, upstream) => {
    const first = ask(port, '/');
    await until(() => upstream.requests.length === 1, 'the first');
    const leaver = await RawClient.open(port);
    leaver.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(20);
    const last = ask(port, '/');
    await sleep(20);
    leaver.destroy();
    await until(() => events.some((event) => event.kind === 'exchange'), 'the end of the one who left');
    release();
    await until(() => upstream.requests.length === 2, 'the last');
    release();
    assert.equal([(await first).status, (await last).status], [200, 200]);
    assert.is(upstream.requests.length, 2);
  });
});

test('connections hold over all endpoints: an idle one gives way', async () => {
  const second = await RawUpstream.start();
  const first = await RawUpstream.start();
  const settings: BackendSettings = { limits: { connections: 1 } };
  const configuration = configurationOf(
    [{ ...backend('echo', [first.port, second.port]), settings }],
    [virtualHost('*', [{}])],
  );
  await withPlane(configuration, {}, async ({ port }) => {
    for (let index = 0; index < 6; index++) {
      assert.is((await ask(port, '/')).status, 200);
      await until(() => first.sockets.size + second.sockets.size <= 1, 'one connection at most');
    }
    assert.equal([first.requests.length, second.requests.length], [3, 3]);
  });
  await first.close();
  await second.close();
});

test('requests: more at once get 503', async () => {
  const { reply, release } = held();
  await served({ limits: { requests: 1 } }, reply, async ({ port }, upstream) => {
    const first = ask(port, '/');
    await until(() => upstream.requests.length === 1, 'the first');
    assert.is((await ask(port, '/')).status, 503);
    release();
    assert.is((await first).status, 200);
    const next = ask(port, '/');
    await until(() => upstream.requests.length === 2, 'the next');
    release();
    assert.is((await next).status, 200, 'the place is free again');
  });
});

test('requests per connection', async () => {
  await served({ limits: { requestsPerConnection: 2 } }, okReply, async ({ port }, upstream) => {
    for (let index = 0; index < 5; index++) assert.is((await ask(port, '/')).status, 200);
    assert.is(upstream.connections, 3);
  });
});

test('idle connections: as long as the settings say', async () => {
  const clock = { now: 0 };
  const reused = async (settings: BackendSettings, pause: number): Promise<boolean> => {
    const upstream = await RawUpstream.start();
    const configuration = configurationOf(
      [{ ...backend('echo', [upstream.port]), settings }],
      [virtualHost('*', [{}])],
    );
    await withPlane(configuration, { now: () => clock.now }, async ({ port }) => {
      await ask(port, '/');
      clock.now += pause;
      await ask(port, '/');
    });
    const { connections } = upstream;
    await upstream.close();
    return connections === 1;
  };
  assert.equal(
    [await reused({ idleTimeout: 60_000 }, 59_000), await reused({ idleTimeout: 60_000 }, 61_000)],
    [true, false],
  );
  assert.equal([await reused({ idleTimeout: 500 }, 400), await reused({ idleTimeout: 500 }, 600)], [true, false]);
  assert.is(await reused({ idleTimeout: 0 }, 1e9), true);
  assert.is(await reused({}, 5000), false, 'the usual 4 s');
});

test('connect timeout: a connection that does not stand in time is 502, and tried elsewhere', async () => {
  const upstream = await RawUpstream.start();
  await withDeafListener(async (deaf) => {
    const settings: BackendSettings = { connectTimeout: 60 };
    const serve = (ports: readonly number[]) =>
      configurationOf(
        [{ ...backend('echo', ports), settings }],
        [virtualHost('*', [{ settings: { retry: { attempts: 1, statusCodes: [], backoff: 1 } } }])],
      );
    await withPlane(serve([deaf]), {}, async ({ port, events }) => {
      const started = performance.now();
      assert.is((await ask(port, '/')).status, 502);
      // The client's own limit is 5 s for each of the two tries.
      assert.ok(performance.now() - started < 4000);
      assert.ok(events.some((event) => event.kind === 'upstream-failure' && event.detail === 'timed out'));
    });
    await withPlane(serve([deaf, upstream.port]), {}, async ({ port }) => {
      assert.equal([(await ask(port, '/')).status, (await ask(port, '/')).status], [200, 200]);
    });
  });
  await upstream.close();
});

test('retries: no more at once than the limit, or than the budget', async () => {
  const retry: Retry = { attempts: 3, statusCodes: [503], backoff: 1 };
  const failing: RawReply = (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
  const table: readonly (readonly [BackendSettings, number])[] = [
    [{}, 4],
    [{ limits: { retries: 1 } }, 4],
    [{ limits: { retries: 0 } }, 1],
    [{ retryBudget: { percent: 0, minimum: 0 } }, 1],
    [{ retryBudget: { percent: 0, minimum: 1 } }, 4],
    [{ retryBudget: { percent: 100, minimum: 0 } }, 4],
    [{ retryBudget: { percent: 20, minimum: 0 } }, 1],
  ];
  for (const [settings, tries] of table) {
    await served(
      settings,
      failing,
      async ({ port }, upstream) => {
        assert.is((await ask(port, '/')).status, 503);
        assert.is(upstream.requests.length, tries, JSON.stringify(settings));
        assert.is((await ask(port, '/')).status, 503);
        assert.is(upstream.requests.length, tries * 2, 'places are given back');
      },
      retry,
    );
  }
});

test('a budget is one for all rules: while one retries, others do not', async () => {
  const retry: Retry = { attempts: 1, statusCodes: [503], backoff: 400, maximumBackoff: 400 };
  const failing: RawReply = (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
  await served(
    { retryBudget: { percent: 0, minimum: 1 } },
    failing,
    async ({ port }, upstream) => {
      const first = ask(port, '/');
      await until(() => upstream.requests.length === 1, 'the first try');
      await sleep(10);
      assert.is((await ask(port, '/')).status, 503);
      assert.is(upstream.requests.length, 2, 'the second was not retried');
      await first;
      assert.is(upstream.requests.length, 3);
    },
    retry,
  );
});

test('a WebSocket holds its connection', async () => {
  const agree: RawReply = (socket) =>
    socket.write('HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  await served({ limits: { connections: 1, pendingRequests: 0 } }, agree, async ({ port }, upstream) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.waitFor('101');
    assert.is((await ask(port, '/')).status, 503);
    client.destroy();
    await until(() => upstream.sockets.size === 0, 'the end of the tunnel');
    upstream.reply = okReply;
    assert.is((await ask(port, '/')).status, 200);
  });
});

test('backoff doubles up to its maximum', async () => {
  const retry: Retry = { attempts: 6, statusCodes: [503], backoff: 10, maximumBackoff: 20 };
  const failing: RawReply = (socket) => socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
  await served(
    {},
    failing,
    async ({ port }, upstream) => {
      const start = performance.now();
      assert.is((await ask(port, '/')).status, 503);
      assert.is(upstream.requests.length, 7);
      // Without the maximum: at least 5 + 10 + 20 + 40 + 50 + 50.
      const passed = performance.now() - start;
      assert.ok(passed >= 50, `${passed} ms`);
    },
    retry,
  );
});

test.run();
