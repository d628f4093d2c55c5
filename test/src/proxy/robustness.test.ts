import { createDataPlane, type ProxyEvent, TcpClient, type UpstreamClient } from '@routeward/adapters-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawClient, send } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { until } from './support/within.ts';

const test = suite('proxy: one request does not take the others with it');

test('an upstream client that throws costs its request a 500 and is reported', async () => {
  const echo = await EchoBackend.start();
  const tcp = new TcpClient();
  const client: UpstreamClient = {
    request(address, request, handler) {
      if (request.path === '/throws') throw new Error('broken client');
      return tcp.request(address, request, handler);
    },
    retain: (addresses) => tcp.retain(addresses),
    close: () => tcp.close(),
  };
  const events: ProxyEvent[] = [];
  const plane = createDataPlane({
    configuration: simple(echo.port),
    client,
    portMap: new Map([['80', 0]]),
    onEvent: (event) => events.push(event),
  });
  const [listener] = await plane.listen();
  const port = listener?.bound ?? 0;
  assert.is((await ask(port, '/throws')).status, 500);
  assert.is((await ask(port, '/fine')).status, 200);
  assert.ok(events.some((event) => event.kind === 'internal-error' && event.message === 'broken client'));
  await plane.close({ graceMs: 100 });
  await echo.close();
});

test('a body that turns out to be broken behind an early answer breaks that answer off', async () => {
  const upstream = await RawUpstream.start();
  upstream.earlyReply = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nearly');
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await client.waitFor('early');
    client.write('nonsense\r\n');
    await client.waitForClose();
    assert.equal(client.statuses, [200]);
    await until(() => upstream.sockets.size === 0, 'the end upstream');
    assert.not.ok(upstream.requests[0]?.complete);
  });
  await upstream.close();
});

test('IPv6 addresses are hosts, with and without a port; what only looks like one is not', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    for (const host of ['[::1]', '[2001:db8::7]:8080', '[::ffff:10.0.0.1]']) {
      assert.is(echoOf(await ask(port, '/', { headers: ['Host', host] })).headers['host'], host);
    }
    for (const host of ['[]', '[::1', '[::1]x', '[::g]', '[::1]:', '::1', '[::1]:99999']) {
      const client = await send(port, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.equal(client.statuses, [400], host);
    }
  });
  await echo.close();
});

test('OPTIONS * is for no rule', async () => {
  await withPlane(simple(1), {}, async ({ port }) => {
    const client = await send(port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.equal(client.statuses, [404]);
    client.destroy();
  });
});

test('a configuration without the Gateway answers 404 until it is back', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), {}, async ({ port, plane }) => {
    const client = await send(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.equal(client.statuses, [200]);
    const empty = { ...simple(echo.port), gateways: [] };
    void plane.update(empty);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => client.statuses.length === 2 || client.closed, 'the second answer');
    assert.ok(client.closed || client.statuses[1] === 404, 'no rule of a configuration that is gone');
  });
  await echo.close();
});

test.run();
