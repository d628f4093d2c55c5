import { Agent } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { okReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: connections to backends');

const ok = (body: string, fields = '') => `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;

test('one connection serves request after request', async () => {
  const echo = await EchoBackend.start();
  const agent = new Agent({ keepAlive: true });
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    for (let index = 0; index < 20; index++) {
      assert.is(echoOf(await ask(port, `/${index}`, { agent, method: 'POST', body: 'x' })).url, `/${index}`);
    }
    assert.is(echo.connections, 1);
  });
  agent.destroy();
  await echo.close();
});

test('a connection with bytes behind the answer is never used again', async () => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison';
  const upstream = await RawUpstream.start((socket, _seen, count) => {
    socket.write(count === 1 ? ok('first') + poison : ok('clean'));
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    // Both at once: the second is sent in the same turn in which the first answer is read.
    client.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('clean');
    assert.not.match(client.text, 'poison');
    assert.is(upstream.connections, 2);
    client.destroy();
  });
  await upstream.close();
});

test('bytes on an idle connection close it', async () => {
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    assert.is((await ask(port, '/')).status, 200);
    for (const socket of upstream.sockets) socket.write(ok('poison'));
    await until(() => upstream.sockets.size === 0, 'the end of the poisoned connection');
    assert.is((await ask(port, '/')).body, 'ok');
  });
  await upstream.close();
});

test('Connection: close, HTTP/1.0 and answers that end by closing are not kept', async () => {
  const replies = [ok('a', 'Connection: close\r\n'), 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nb'];
  const upstream = await RawUpstream.start((socket, _seen, count) => {
    const reply = replies[count - 1];
    if (reply === undefined) socket.end('HTTP/1.1 200 OK\r\n\r\nold style');
    else socket.write(reply);
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    assert.equal([(await ask(port, '/')).body, (await ask(port, '/')).body], ['a', 'b']);
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('0\r\n\r\n');
    assert.match(client.text.toLowerCase(), 'transfer-encoding: chunked');
    assert.match(client.text, 'old style');
    assert.is(upstream.connections, 3);
    client.destroy();
  });
  await upstream.close();
});

test('a kept connection that dies takes one repeated GET with it, and never repeats a POST', async () => {
  const upstream = await RawUpstream.start((socket, seen, count) => {
    if (count === 1 || count === 3) okReply(socket, seen, count);
    else socket.destroy();
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    assert.is((await ask(port, '/1')).status, 200);
    assert.is((await ask(port, '/2')).status, 200, 'repeated on a new connection');
    assert.is(upstream.requests.length, 3);
    assert.is((await ask(port, '/3', { method: 'POST', body: 'x' })).status, 502, 'delivered once');
    assert.is(upstream.requests.length, 4);
    assert.is((await ask(port, '/4')).status, 502, 'a new connection that dies is no stale one');
    assert.is(upstream.requests.length, 5);
  });
  await upstream.close();
});

test('a repeated PUT has its body again', async () => {
  const upstream = await RawUpstream.start((socket, seen, count) => {
    if (count === 2) socket.destroy();
    else okReply(socket, seen, count);
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    await ask(port, '/1');
    assert.is((await ask(port, '/2', { method: 'PUT', body: 'payload' })).status, 200);
    assert.equal(
      upstream.requests.map((seen) => seen.body),
      ['', 'payload', 'payload'],
    );
  });
  await upstream.close();
});

test('what has been idle for long is closed, sooner where the server says so, and a POST takes only fresh ones', async () => {
  const upstream = await RawUpstream.start((socket, seen) =>
    socket.write(ok('ok', seen.head.startsWith('GET /hint') ? 'Keep-Alive: timeout=2\r\n' : '')),
  );
  let clock = 1000;
  const options = { now: () => clock, upstream: { keepAlive: 100_000 } };
  await withPlane(simple(upstream.port), options, async ({ port }) => {
    await ask(port, '/');
    clock += 2000;
    await ask(port, '/', { method: 'POST', body: 'x' });
    assert.is(upstream.connections, 2, 'the POST had a connection of its own');
    await ask(port, '/');
    assert.is(upstream.connections, 2, 'a GET takes what is there');
    clock += 200_000;
    await ask(port, '/');
    assert.is(upstream.connections, 3, 'too old');
    await ask(port, '/hint');
    clock += 1500;
    await ask(port, '/hint');
    assert.is(upstream.connections, 4, 'the server closes after 2 s, so 1 s is enough');
  });
  await upstream.close();
});

test('a connection that was paused by a slow client serves the next one', async () => {
  const body = 'x'.repeat(20_000_000);
  const upstream = await RawUpstream.start((socket, seen) =>
    socket.write(seen.head.includes('/big') ? ok(body) : ok('ok')),
  );
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.socket.pause();
    client.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(200);
    client.socket.resume();
    await until(() => client.text.length > body.length, 'the big answer', 10_000);
    client.destroy();
    for (let index = 0; index < 3; index++) assert.is((await ask(port, '/')).body, 'ok');
    assert.is(upstream.connections, 1);
  });
  await upstream.close();
});

test('clients that leave under back-pressure leave nothing behind', async () => {
  const body = 'x'.repeat(20_000_000);
  const upstream = await RawUpstream.start((socket, seen) =>
    socket.write(seen.head.includes('/big') ? ok(body) : ok('ok')),
  );
  await withPlane(simple(upstream.port), { upstream: { connections: 4 } }, async ({ port }) => {
    for (let index = 0; index < 10; index++) {
      const client = await RawClient.open(port);
      client.socket.pause();
      client.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => upstream.requests.length === index + 1, 'the request');
      await sleep(20);
      client.destroy();
      await until(() => upstream.sockets.size === 0, 'the end upstream');
    }
    assert.is((await ask(port, '/')).body, 'ok');
  });
  await upstream.close();
});

test('503 when a backend has all the connections that it may have', async () => {
  const upstream = await RawUpstream.start(() => {});
  await withPlane(simple(upstream.port), { upstream: { connections: 1 } }, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => upstream.requests.length === 1, 'the first');
    assert.is((await ask(port, '/')).status, 503);
    client.destroy();
  });
  await upstream.close();
});

test('pools of backends that are gone from the configuration are closed', async () => {
  const one = await EchoBackend.start('one');
  const two = await EchoBackend.start('two');
  await withPlane(simple(one.port), {}, async ({ port, plane }) => {
    await ask(port, '/');
    const gone = new Promise<void>((resolve) => one.server.on('connection', () => resolve()));
    void gone;
    await plane.update(simple(two.port));
    assert.is(echoOf(await ask(port, '/')).name, 'two');
    let open = -1;
    await until(() => {
      one.server.getConnections((_error, count) => {
        open = count;
      });
      return open === 0;
    }, 'no connection to the old backend');
  });
  await Promise.all([one.close(), two.close()]);
});

test.run();
