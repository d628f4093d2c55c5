import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { withPlane } from './support/plane.ts';
import { RawClient, send } from './support/raw-client.ts';
import { type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { until } from './support/within.ts';

/**
 * What Node's http module does by itself and a gateway must not: each of these is one test here, whatever else the
 * other files test of it. Those about HTTP/2 follow when HTTP/2 is served.
 */
const test = suite('proxy: what Node does by itself');

const denied = { kind: 'respond', statusCode: 403, reason: 'denied' } as const;
const rules = [{ path: { kind: 'prefix', value: '/admin' }, action: denied } as const, {}];

async function withUpstream(
  run: (port: number, upstream: RawUpstream) => Promise<void>,
  reply?: RawReply,
): Promise<void> {
  const upstream = await RawUpstream.start(reply);
  await withPlane(simple(upstream.port, rules), {}, ({ port }) => run(port, upstream));
  await upstream.close();
}

const get = (target: string, fields = 'Host: example.com\r\n') => `GET ${target} HTTP/1.1\r\n${fields}\r\n`;

async function statusOf(port: number, bytes: string): Promise<number | undefined> {
  const client = await send(port, bytes);
  client.destroy();
  return client.statuses[0];
}

test('it gives the raw socket to whoever listens for upgrades, before the backend has agreed', async () => {
  const refuse: RawReply = (socket) => socket.write('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n');
  await withUpstream(async (port, upstream) => {
    const upgrade = 'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const client = await send(port, get('/ws', upgrade) + get('/admin'));
    await client.waitForClose();
    assert.not.match(upstream.received, '/admin');
  }, refuse);
});

test('it leaves an absolute target in url, past every check of the path, and the Host beside it', async () => {
  await withUpstream(async (port, upstream) => {
    assert.is(await statusOf(port, get('http://example.com/admin')), 403);
    assert.is(await statusOf(port, get('http://one.example.com/p', 'Host: two.example.com\r\n')), 200);
    assert.match(upstream.received, 'GET /p HTTP/1.1\r\nHost: one.example.com\r\n');
    assert.not.match(upstream.received, 'Host: two.example.com');
  });
});

test('it takes the first of two Hosts, and any text as one', async () => {
  await withUpstream(async (port, upstream) => {
    assert.is(await statusOf(port, get('/', 'Host: a\r\nHost: b\r\n')), 400);
    for (const host of ['a,b', 'a/b', 'a b', 'u@a', ''])
      assert.is(await statusOf(port, get('/', `Host: ${host}\r\n`)), 400);
    assert.is(upstream.requests.length, 0);
  });
});

test('it drops the fields behind the thousandth in silence', async () => {
  const upstream = await RawUpstream.start();
  const options = { limits: { headerCount: 2000, headerBytes: 65_536 } };
  await withPlane(simple(upstream.port), options, async ({ port }) => {
    assert.is(await statusOf(port, get('/', `${'A: 1\r\n'.repeat(1500)}Host: last\r\n`)), 200);
    assert.match(upstream.received, 'Host: last\r\n');
  });
  await upstream.close();
});

test('it accepts HTTP/2.0 as text, HTTP/0.9, chunked in HTTP/1.0, and codings before chunked', async () => {
  await withUpstream(async (port, upstream) => {
    const chunked = (version: string, coding: string) =>
      `POST / HTTP/${version}\r\nHost: a\r\nTransfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`;
    assert.is(await statusOf(port, 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'), 505);
    assert.ok(((await statusOf(port, 'GET /\r\n\r\n')) ?? 400) >= 400);
    assert.is(await statusOf(port, chunked('1.0', 'chunked')), 400);
    assert.is(await statusOf(port, chunked('1.1', 'gzip, chunked')), 501);
    assert.is(upstream.requests.length, 0);
  });
});

test('it lets an error about later bytes replace a real answer, and serves what stands behind a refusal', async () => {
  await withUpstream(async (port, upstream) => {
    const client = await RawClient.open(port);
    client.write(get('/1', 'Host: a\r\nConnection: close\r\n') + get('/2'));
    await client.waitForClose();
    assert.equal(client.statuses, [200]);
    const refused = await RawClient.open(port);
    refused.write(get('/3', '') + get('/4'));
    await refused.waitForClose();
    assert.equal(refused.statuses, [400]);
    assert.equal(
      upstream.requests.map((seen) => seen.head.split(' ')[1]),
      ['/1'],
    );
  });
});

test('it ends an answer cleanly that the backend has cut', async () => {
  const cut: RawReply = (socket) =>
    void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
  await withUpstream(async (port) => {
    const client = await RawClient.open(port);
    client.write(get('/'));
    await client.waitForClose();
    assert.not.match(client.text, '\r\n0\r\n\r\n');
  }, cut);
});

test('it waits for ever after a 101 that nobody asked for, and passes the fields that a backend nominates', async () => {
  const unasked = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const nominated = 'HTTP/1.1 200 OK\r\nConnection: X-Inner\r\nX-Inner: 1\r\nContent-Length: 2\r\n\r\nok';
  const reply: RawReply = (socket, seen) => socket.write(seen.head.startsWith('GET /101') ? unasked : nominated);
  await withUpstream(async (port) => {
    assert.is(await statusOf(port, get('/101')), 502);
    const client = await send(port, get('/nominated'));
    assert.not.match(client.text, 'X-Inner');
    client.destroy();
  }, reply);
});

test('its helpers read wire data too kindly: trim, Number, decodeURIComponent and URL are not asked', async () => {
  await withUpstream(async (port, upstream) => {
    const post = (fields: string) => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\nhello`;
    assert.ok(((await statusOf(port, post('Transfer-Encoding: \xa0chunked\r\n'))) ?? 400) >= 400);
    for (const length of ['0x5', '5e0', '+5', '9007199254740993']) {
      assert.ok(((await statusOf(port, post(`Content-Length: ${length}\r\n`))) ?? 400) >= 400, length);
    }
    assert.is(await statusOf(port, get('/%zz')), 400);
    assert.is(upstream.requests.length, 0);
    // What URL would turn into 127.0.0.1 stays a name like any other.
    assert.is(await statusOf(port, get('http://0x7f.1/p', 'Host: a\r\n')), 200);
    assert.match(upstream.received, 'Host: 0x7f.1\r\n');
  });
});

test('its usual proxies stumble over Expect, over 304 with a length and over unknown upgrades', async () => {
  const reply: RawReply = (socket, seen) => {
    const notModified = 'HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n';
    socket.write(seen.head.includes('/304') ? notModified : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  };
  await withUpstream(async (port) => {
    const expecting = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi';
    assert.is(await statusOf(port, expecting), 200);
    assert.is(await statusOf(port, get('/', 'Host: a\r\nConnection: Upgrade\r\nUpgrade: something/1\r\n')), 200);
    const client = await send(port, get('/304') + get('/next'));
    await until(() => client.statuses.length === 2, 'both answers');
    assert.equal(client.statuses, [304, 200]);
    client.destroy();
  }, reply);
});

test.run();
