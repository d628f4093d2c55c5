import type { RuleSettings } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, forward, simple, to, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { okReply, type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep } from './support/within.ts';

const test = suite('proxy: timeouts and retries');

const silent: RawReply = () => {};
const status =
  (code: number): RawReply =>
  (socket) =>
    socket.write(`HTTP/1.1 ${code} X\r\nContent-Length: 4\r\n\r\nnope`);

/** Plays one reply after the other; the last one stays. */
const inTurn =
  (...replies: RawReply[]): RawReply =>
  (socket, request, count) =>
    (replies[count - 1] ?? replies.at(-1) ?? okReply)(socket, request, count);

async function withUpstream(
  reply: RawReply,
  settings: RuleSettings,
  run: (port: number, upstream: RawUpstream) => Promise<void>,
): Promise<void> {
  const upstream = await RawUpstream.start(reply);
  await withPlane(simple(upstream.port, [{ settings }]), {}, ({ port }) => run(port, upstream));
  await upstream.close();
}

test('504 when the request timeout or the backend timeout runs out; 0 disables', async () => {
  await withUpstream(silent, { timeouts: { request: 40 } }, async (port) => {
    assert.is((await ask(port, '/')).status, 504);
  });
  await withUpstream(silent, { timeouts: { backendRequest: 40 } }, async (port) => {
    assert.is((await ask(port, '/')).status, 504);
  });
  // Longer than timers can wait for.
  await withUpstream(okReply, { timeouts: { request: 4e11, backendRequest: 4e11 } }, async (port) => {
    assert.is((await ask(port, '/')).status, 200);
  });
  const late: RawReply = (socket, request, count) => void sleep(80).then(() => okReply(socket, request, count));
  await withUpstream(late, { timeouts: { request: 0, backendRequest: 0 } }, async (port) => {
    assert.is((await ask(port, '/')).status, 200);
  });
});

test('a timeout in the middle of an answer breaks the answer off', async () => {
  const half: RawReply = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
  await withUpstream(half, { timeouts: { request: 60 } }, async (port, upstream) => {
    const outcome = await ask(port, '/').then(
      (answer) => answer.body,
      () => 'broken off',
    );
    assert.is(outcome, 'broken off');
    await sleep(20);
    assert.is(upstream.sockets.size, 0, 'the backend connection is not kept');
  });
});

test('a listed status is retried as often as the rule says, and then passed on', async () => {
  const retry = { attempts: 2, statusCodes: [503], backoff: 1 };
  await withUpstream(inTurn(status(503), status(503), okReply), { retry }, async (port, upstream) => {
    assert.is((await ask(port, '/')).status, 200);
    assert.is(upstream.requests.length, 3);
  });
  await withUpstream(status(503), { retry }, async (port, upstream) => {
    const answer = await ask(port, '/');
    assert.is(answer.status, 503);
    assert.is(answer.body, 'nope');
    assert.is(upstream.requests.length, 3);
  });
  await withUpstream(status(500), { retry }, async (port, upstream) => {
    assert.is((await ask(port, '/')).status, 500);
    assert.is(upstream.requests.length, 1, 'a status that is not listed is not retried');
  });
  await withUpstream(status(503), { retry: { ...retry, attempts: 0 } }, async (port, upstream) => {
    assert.is((await ask(port, '/')).status, 503);
    assert.is(upstream.requests.length, 1);
  });
});

test('a retried request has its whole body again, unless that was too long to keep', async () => {
  const retry = { attempts: 1, statusCodes: [503], backoff: 1 };
  await withUpstream(inTurn(status(503), okReply), { retry }, async (port, upstream) => {
    const body = 'x'.repeat(50_000);
    assert.is((await ask(port, '/', { method: 'POST', body })).status, 200);
    assert.equal(
      upstream.requests.map((request) => request.body.length),
      [50_000, 50_000],
    );
  });
  await withUpstream(inTurn(status(503), okReply), { retry }, async (port, upstream) => {
    assert.is((await ask(port, '/', { method: 'POST', body: 'x'.repeat(200_000) })).status, 503);
    assert.is(upstream.requests.length, 1);
  });
});

test('a backend that can not be reached is retried at the next endpoint, for POST too', async () => {
  const echo = await EchoBackend.start();
  const configuration = configurationOf(
    [backend('echo', [1, echo.port])],
    [virtualHost('*', [{ settings: { retry: { attempts: 1, statusCodes: [], backoff: 1 } } }])],
  );
  await withPlane(configuration, {}, async ({ port, events }) => {
    for (let index = 0; index < 4; index++) {
      assert.is(echoOf(await ask(port, '/', { method: 'POST', body: 'once' })).body, 'once');
    }
    assert.ok(events.some((event) => event.kind === 'upstream-failure' && event.willRetry));
  });
  assert.is(echo.requests, 4);
  await echo.close();
});

test('a request that the backend may have executed is repeated only where that does no harm', async () => {
  const retry = { attempts: 3, statusCodes: [], backoff: 1 };
  const cut: RawReply = (socket) => socket.destroy();
  await withUpstream(inTurn(cut, okReply), { retry }, async (port, upstream) => {
    assert.is((await ask(port, '/')).status, 200);
    assert.is(upstream.requests.length, 2);
  });
  await withUpstream(inTurn(cut, okReply), { retry }, async (port, upstream) => {
    assert.is((await ask(port, '/', { method: 'POST', body: 'x' })).status, 502);
    assert.is(upstream.requests.length, 1);
  });
});

test('a try that runs out of time is retried within the time of the whole request', async () => {
  const settings = { timeouts: { backendRequest: 40 }, retry: { attempts: 1, statusCodes: [], backoff: 1 } };
  await withUpstream(inTurn(silent, okReply), settings, async (port) => {
    assert.is((await ask(port, '/')).status, 200);
  });
  const short = {
    timeouts: { request: 100, backendRequest: 30 },
    retry: { attempts: 50, statusCodes: [504], backoff: 1 },
  };
  await withUpstream(silent, short, async (port, upstream) => {
    assert.is((await ask(port, '/')).status, 504);
    assert.ok(upstream.requests.length >= 2 && upstream.requests.length < 10, String(upstream.requests.length));
  });
});

test('a client that leaves during the backoff ends the retries', async () => {
  const retry = { attempts: 5, statusCodes: [503], backoff: 100 };
  const upstream = await RawUpstream.start(status(503));
  const action = forward(to('echo'));
  await withPlane(simple(upstream.port, [{ action, settings: { retry } }]), {}, async ({ port }) => {
    const { RawClient } = await import('./support/raw-client.ts');
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(40);
    client.destroy();
    await sleep(200);
    assert.is(upstream.requests.length, 1);
  });
  await upstream.close();
});

test.run();
