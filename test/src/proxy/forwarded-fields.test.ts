import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { type PlaneOptions, withPlane } from './support/plane.ts';
import { RawUpstream } from './support/raw-upstream.ts';

const test = suite('proxy: fields on their way');

async function seenHeaders(headers: readonly string[], options: PlaneOptions = {}): Promise<Record<string, string>> {
  const echo = await EchoBackend.start();
  let seen: Record<string, string> = {};
  await withPlane(simple(echo.port), options, async ({ port }) => {
    const answer = await ask(port, '/', { headers });
    seen = answer.status === 200 ? echoOf(answer).headers : { status: String(answer.status) };
  });
  await echo.close();
  return seen;
}

test('fields of the client connection end here, those that Connection nominates too', async () => {
  const seen = await seenHeaders([
    ...['Connection', 'keep-alive, X-Private', 'X-Private', '1', 'Keep-Alive', 'timeout=5', 'TE', 'trailers'],
    ...['Proxy-Connection', 'keep-alive', 'Proxy-Authorization', 'Basic x', 'X-Public', '1'],
  ]);
  assert.is(seen['x-public'], '1');
  for (const name of ['x-private', 'keep-alive', 'te', 'proxy-connection', 'proxy-authorization']) {
    assert.is(seen[name], undefined, name);
  }
});

test('what must not be lost can not be nominated away', async () => {
  for (const name of ['Host', 'Content-Length', 'Authorization', 'Cookie', 'hOsT']) {
    assert.is((await seenHeaders(['Connection', `close, ${name}`, 'Authorization', 'x']))['status'], '400', name);
  }
  const seen = await seenHeaders(['Connection', 'X-Forwarded-For', 'X-Forwarded-For', '10.0.0.1']);
  assert.is(seen['x-forwarded-for'], '127.0.0.1', 'ours is added behind the removal');
});

test('without trusted hops, what clients say about their way is replaced', async () => {
  const seen = await seenHeaders([
    ...[
      'X-Forwarded-For',
      '10.0.0.1',
      'X-Forwarded-Proto',
      'https',
      'X-Forwarded-Host',
      'evil',
      'X-Forwarded-Port',
      '1',
    ],
    ...['Forwarded', 'for=10.0.0.1', 'X-Real-IP', '10.0.0.1', 'X-Forwarded-Prefix', '/evil'],
  ]);
  assert.is(seen['x-forwarded-for'], '127.0.0.1');
  assert.is(seen['x-forwarded-proto'], 'http');
  assert.is(seen['x-forwarded-host'], 'example.com');
  for (const name of ['x-forwarded-port', 'x-forwarded-prefix', 'forwarded', 'x-real-ip']) {
    assert.is(seen[name], undefined, name);
  }
});

test('behind a trusted hop its values stay and the peer is appended; Forwarded where asked for', async () => {
  const sent = ['X-Forwarded-For', '10.0.0.1', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'shop.example.com'];
  const seen = await seenHeaders(sent, { trust: { hops: 1 } });
  assert.is(seen['x-forwarded-for'], '10.0.0.1, 127.0.0.1');
  assert.is(seen['x-forwarded-proto'], 'https');
  assert.is(seen['x-forwarded-host'], 'shop.example.com');
  const own = await seenHeaders([], { trust: { hops: 0, forwarded: true } });
  assert.is(own['forwarded'], 'for=127.0.0.1;host="example.com";proto=http');
  const both = await seenHeaders(['Forwarded', 'for=10.0.0.1'], { trust: { hops: 1, forwarded: true } });
  assert.is(both['forwarded'], 'for=10.0.0.1, for=127.0.0.1;host="example.com";proto=http');
  const kept = await seenHeaders(['Forwarded', 'for=10.0.0.1'], { trust: { hops: 1 } });
  assert.is(kept['forwarded'], 'for=10.0.0.1');
});

test('names with an underscore are dropped, refused or kept, as the option says', async () => {
  const sent = ['X_Forwarded_For', '1', '__proto__', 'x', 'constructor', 'y'];
  const dropped = await seenHeaders(sent);
  assert.is(dropped['x_forwarded_for'], undefined);
  assert.is(dropped['constructor'], 'y');
  assert.is((await seenHeaders(sent, { underscoreNames: 'reject' }))['status'], '400');
  assert.is((await seenHeaders(sent, { underscoreNames: 'keep' }))['x_forwarded_for'], '1');
});

test('fields of the backend connection do not reach the client', async () => {
  const upstream = await RawUpstream.start((socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nConnection: close, X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=77\r\nX-Public: 1\r\n' +
        'Upgrade: h2c\r\nProxy-Authenticate: Basic\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok',
    ),
  );
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const { rawHeaders, headers } = await ask(port, '/');
    const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
    assert.is(headers['x-public'], '1');
    assert.equal(headers['set-cookie'], ['a', 'b']);
    for (const name of ['x-private', 'upgrade', 'proxy-authenticate']) assert.not.ok(names.includes(name), name);
    assert.not.ok(rawHeaders.includes('timeout=77'));
  });
  await upstream.close();
});

test('bytes above 127 pass unchanged in both directions', async () => {
  const upstream = await RawUpstream.start((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nX-Up: \xe9\xff\r\nContent-Length: 2\r\n\r\n\xe9\xff', 'latin1'),
  );
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const { send } = await import('./support/raw-client.ts');
    const client = await send(port, 'GET /p HTTP/1.1\r\nHost: a\r\nX-Down: \xe9\xff\r\n\r\n');
    assert.match(client.text, 'X-Up: \xe9\xff\r\n');
    await client.waitFor('\r\n\r\n\xe9\xff');
    assert.match(upstream.received, 'X-Down: \xe9\xff\r\n');
    client.destroy();
  });
  await upstream.close();
});

test.run();
