import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { withPlane } from './support/plane.ts';
import { RawClient, send } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: limits');

const fields = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: 1\r\n`).join('');

test('more header fields than allowed are refused; none is ever dropped in silence', async () => {
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    assert.equal((await send(port, `GET / HTTP/1.1\r\nHost: a\r\n${fields(99)}\r\n`)).statuses, [200]);
    assert.equal((await send(port, `GET / HTTP/1.1\r\nHost: a\r\n${fields(100)}\r\n`)).statuses, [431]);
    assert.equal((await send(port, `GET / HTTP/1.1\r\n${fields(1200)}Host: a\r\n\r\n`)).statuses, [431]);
  });
  assert.is(upstream.requests.length, 1);
  // With room for more than Node's own limit, the last field still arrives.
  await withPlane(simple(upstream.port), { limits: { headerCount: 3000, headerBytes: 65_536 } }, async ({ port }) => {
    const client = await send(port, `GET / HTTP/1.1\r\nHost: a\r\n${fields(2500)}X-Deny: 1\r\n\r\n`);
    assert.equal(client.statuses, [200]);
    assert.match(upstream.received, 'X-Deny: 1\r\n');
  });
  await upstream.close();
});

test('a head or a target that is too long is refused', async () => {
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), { limits: { headerBytes: 8192 } }, async ({ port }) => {
    assert.equal((await send(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(9000)}\r\n\r\n`)).statuses, [431]);
    assert.equal((await send(port, `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).statuses, [431]);
  });
  assert.is(upstream.requests.length, 0);
  await upstream.close();
});

test('a head that comes too slowly ends with 408', async () => {
  await withPlane(simple(1), { limits: { headerTime: 100, requestTime: 5000 } }, async ({ port, events }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    await client.waitForClose();
    assert.equal(client.statuses, [408]);
    assert.ok(events.some((event) => event.kind === 'client-error' && event.code === 'ERR_HTTP_REQUEST_TIMEOUT'));
  });
});

test('a body that comes too slowly ends with 408, and the backend request with it', async () => {
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), { limits: { headerTime: 100, requestTime: 150 } }, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nslow');
    await client.waitForClose();
    assert.equal(client.statuses, [408]);
    await until(() => upstream.sockets.size === 0, 'the end upstream');
    assert.not.ok(upstream.requests[0]?.complete);
  });
  await upstream.close();
});

test('idle connections are closed: between requests, and where nothing moves during one', async () => {
  const upstream = await RawUpstream.start((socket, seen) => {
    if (seen.head.startsWith('GET /fast')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  await withPlane(simple(upstream.port), { limits: { keepAliveTime: 60, idleTime: 150 } }, async ({ port }) => {
    const idle = await send(port, 'GET /fast HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.waitForClose();
    const stuck = await RawClient.open(port);
    stuck.write('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n');
    await stuck.waitForClose();
    await until(() => upstream.sockets.size <= 1, 'the end upstream');
  });
  await upstream.close();
});

test('more connections than allowed are not accepted', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), { limits: { connections: 2 } }, async ({ port }) => {
    const first = await send(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const second = await send(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const third = await RawClient.open(port);
    third.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await third.waitForClose();
    assert.equal(third.statuses, []);
    for (const client of [first, second]) client.destroy();
  });
  await echo.close();
});

test('requests sent ahead are answered one after the other, in order, up to the limit', async () => {
  const upstream = await RawUpstream.start((socket, seen) => {
    const path = seen.head.split(' ')[1] ?? '';
    setTimeout(() => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`), 2);
  });
  await withPlane(simple(upstream.port), { limits: { pipelined: 5 } }, async ({ port }) => {
    const client = await RawClient.open(port);
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `GET /${index} HTTP/1.1\r\nHost: a\r\n\r\n`).join('');
    client.write(many(4));
    await client.waitFor('/3');
    assert.equal(
      client.text.match(/\r\n\r\n\/\d/g)?.map((part) => part.slice(-1)),
      ['0', '1', '2', '3'],
    );
    assert.is(upstream.connections, 1, 'one at a time needs one backend connection');
    const flood = await RawClient.open(port);
    flood.write(many(50));
    await flood.waitForClose();
    assert.is(flood.statuses.length, 6, 'one that runs and five that wait');
    client.destroy();
  });
  await upstream.close();
});

test('a slow request costs no more than its connection: others are served meanwhile', async () => {
  const upstream = await RawUpstream.start((socket, seen) => {
    if (seen.head.startsWith('GET /slow')) return;
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => RawClient.open(port)));
    for (const client of slow) client.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(20);
    assert.equal((await send(port, 'GET /fast HTTP/1.1\r\nHost: a\r\n\r\n')).statuses, [200]);
    for (const client of slow) client.destroy();
    await until(() => upstream.sockets.size <= 1, 'the end of the slow ones upstream');
  });
  await upstream.close();
});

test('what a client sent ahead goes with it, and what stands before garbage is still answered', async () => {
  const upstream = await RawUpstream.start((socket, seen) => {
    if (seen.head.startsWith('GET /slow')) return;
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const gone = await RawClient.open(port);
    gone.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /ahead HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
    await until(() => upstream.requests.length === 1, 'the first');
    gone.destroy();
    await until(() => upstream.sockets.size === 0, 'the end upstream');
    await sleep(20);
    assert.not.match(upstream.received, '/ahead');
    const client = await RawClient.open(port);
    client.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n\0garbage\r\n\r\n');
    await client.waitForClose();
    assert.equal(client.statuses, [200, 200]);
    const tunnel = await RawClient.open(port);
    tunnel.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\nCONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n');
    await tunnel.waitForClose();
    assert.is(tunnel.text, '', 'no answer of another request');
  });
  await upstream.close();
});

test.run();
