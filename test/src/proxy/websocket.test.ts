import { createHash } from 'node:crypto';
import type { Filter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, forward, simple, to, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { withPlane } from './support/plane.ts';
import { RawClient, send } from './support/raw-client.ts';
import { type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: websocket and upgrades');

const key = 'AQIDBAUGBwgJCgsMDQ4PEC==';
const handshake = (path = '/ws', extra = '') =>
  `GET ${path} HTTP/1.1\r\nHost: example.com\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${extra}\r\n`;

/** Agrees, and then sends back what comes, in capitals. */
const agree: RawReply = (socket, request) => {
  const sent = /^sec-websocket-key: (.*)\r$/im.exec(request.head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${sent}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.removeAllListeners('data');
  socket.on('data', (chunk) => socket.write(chunk.toString('latin1').toUpperCase()));
};

test('bytes go both ways once the backend has agreed, those sent early included', async () => {
  const upstream = await RawUpstream.start(agree);
  await withPlane(simple(upstream.port), {}, async ({ port, events }) => {
    const client = await RawClient.open(port);
    client.write(handshake());
    await client.waitFor('\r\n\r\n');
    assert.match(client.text, /^HTTP\/1\.1 101 /);
    assert.match(client.text, /sec-websocket-accept: \S+/i);
    client.write('first ');
    await client.waitFor('FIRST ');
    client.write('second');
    await client.waitFor('SECOND');
    assert.is(upstream.requests[0]?.head.match(/^upgrade: websocket\r$/gim)?.length, 1);
    assert.is(upstream.requests[0]?.head.match(/^connection:/gim)?.length, 1);
    client.socket.end();
    await until(() => events.some((event) => event.kind === 'tunnel' && event.state === 'closed'), 'the end');
    await until(() => upstream.sockets.size === 0, 'the end upstream');
  });
  await upstream.close();
});

test('a large message is carried in both directions without loss', async () => {
  const upstream = await RawUpstream.start(agree);
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(handshake());
    await client.waitFor('\r\n\r\n');
    const start = client.text.length;
    client.write('m'.repeat(3_000_000));
    await until(() => client.text.length - start >= 3_000_000, 'all of it');
    assert.is(client.text.slice(start), 'M'.repeat(3_000_000));
    client.destroy();
  });
  await upstream.close();
});

test('a backend that refuses is answered with its own answer; bytes behind the request never reach it', async () => {
  const upstream = await RawUpstream.start((socket) =>
    socket.write('HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 4\r\n\r\nno\r\n'),
  );
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await send(port, `${handshake()}GET /admin HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    await client.waitForClose();
    assert.equal(client.statuses, [426]);
    assert.match(client.text, 'Connection: close\r\n');
    assert.not.match(upstream.received, 'admin');
  });
  await upstream.close();
});

test('rules and filters hold for websocket as for any request', async () => {
  const upstream = await RawUpstream.start(agree);
  const filters: Filter[] = [
    { kind: 'requestHeaders', changes: { set: [{ name: 'x-set', value: '1' }], add: [], remove: [] } },
    { kind: 'rewrite', path: { kind: 'full', value: '/socket' } },
  ];
  const rules = [
    { path: { kind: 'exact', value: '/ws' }, filters },
    { path: { kind: 'exact', value: '/empty' }, action: forward(to('empty')) },
  ] as const;
  const config = configurationOf(
    [backend('echo', [upstream.port], 'ws'), backend('empty', [])],
    [virtualHost('*', rules)],
  );
  await withPlane(config, {}, async ({ port }) => {
    const client = await send(port, handshake('/ws'));
    assert.equal(client.text.slice(9, 12), '101');
    assert.match(upstream.requests[0]?.head ?? '', /^GET \/socket HTTP[\s\S]*x-set: 1\r\n/);
    client.destroy();
    assert.equal((await send(port, handshake('/other'))).statuses, [404]);
    assert.equal((await send(port, handshake('/empty'))).statuses, [503]);
  });
  await upstream.close();
});

test('a backend that agrees to another protocol, or unasked, is refused', async () => {
  const other = await RawUpstream.start((socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
  );
  await withPlane(simple(other.port), {}, async ({ port }) => {
    assert.equal((await send(port, handshake())).statuses, [502]);
    assert.equal((await send(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).statuses, [502]);
  });
  await other.close();
});

test('other upgrades are never passed on: the request is served as a plain one, its body included', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
    const client = await RawClient.open(port);
    client.write(`POST /first HTTP/1.1\r\nHost: a\r\n${h2c}Content-Length: 5\r\n\r\nhello`);
    await client.waitFor('"/first"');
    assert.match(client.text, '"body":"hello"');
    assert.not.match(client.text.toLowerCase(), 'h2c');
    client.write('GET /second HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('"/second"');
    assert.equal(client.statuses, [200, 200]);
    client.destroy();
  });
  await echo.close();
});

test('websocket by POST, with a body or in HTTP/1.0 is no upgrade', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const fields = 'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const post = await send(port, `POST / HTTP/1.1\r\n${fields}Content-Length: 2\r\n\r\nhi`);
    assert.equal(post.statuses, [200]);
    assert.not.match(post.text.toLowerCase(), '"upgrade"');
    const old = await send(port, `GET / HTTP/1.0\r\n${fields}\r\n`);
    assert.equal(old.statuses, [200]);
    assert.not.match(old.text.toLowerCase(), '"upgrade"');
    const withBody = await send(port, `GET / HTTP/1.1\r\n${fields}Content-Length: 2\r\n\r\nhi`);
    assert.equal(withBody.statuses, [400]);
    for (const client of [post, old, withBody]) client.destroy();
  });
  await echo.close();
});

test('an upgrade behind a request that still runs ends the connection', async () => {
  const upstream = await RawUpstream.start(() => {});
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(`GET /slow HTTP/1.1\r\nHost: a\r\n\r\n${handshake()}`);
    await client.waitForClose();
    assert.is(upstream.received.includes('websocket'), false);
  });
  await upstream.close();
});

test('a tunnel that is idle for too long is closed', async () => {
  const upstream = await RawUpstream.start(agree);
  await withPlane(simple(upstream.port), { limits: { tunnelIdleTime: 50 } }, async ({ port }) => {
    const client = await send(port, handshake());
    await sleep(20);
    await client.waitForClose();
  });
  await upstream.close();
});

test('a client that leaves before the answer takes the backend connection with it', async () => {
  const upstream = await RawUpstream.start(() => {});
  const settings = { timeouts: { request: 300 } };
  await withPlane(simple(upstream.port, [{ settings }]), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(handshake());
    await until(() => upstream.requests.length === 1, 'the request');
    client.destroy();
    await until(() => upstream.sockets.size === 0, 'the end upstream');
  });
  await upstream.close();
});

test.run();
