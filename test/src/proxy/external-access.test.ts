import type { ExternalRule } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { type RunningPlane, withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { okReply, type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: external authorization');

const rule = (change: Partial<ExternalRule> = {}): ExternalRule => ({
  kind: 'external',
  protocol: 'http',
  backend: 'Service/ns/auth/80',
  ref: { group: '', kind: 'Service', namespace: 'ns', name: 'auth', port: 80 },
  path: '/check',
  sendHeaders: ['X-Tenant'],
  takeHeaders: ['X-User', 'x-tenant'],
  timeout: 5000,
  bodyBytes: 0,
  ...change,
});

async function guarded(
  change: Partial<ExternalRule>,
  reply: RawReply,
  run: (running: RunningPlane, service: RawUpstream, echo: EchoBackend) => Promise<void>,
): Promise<void> {
  const service = await RawUpstream.start(reply);
  const echo = await EchoBackend.start();
  const backends = [backend('echo', [echo.port]), backend('auth', [service.port]), backend('none', [])];
  const configuration = configurationOf(backends, [virtualHost('*', [{ settings: { access: [rule(change)] } }])]);
  await withPlane(configuration, {}, (running) => run(running, service, echo));
  await service.close();
  await echo.close();
}

const saying =
  (text: string): RawReply =>
  (socket) =>
    socket.write(text);

test('the service sees what it should, and its yes may set headers', async () => {
  const yes = saying('HTTP/1.1 200 OK\r\nX-User: anna\r\nX-Other: no\r\nContent-Length: 2\r\n\r\nok');
  await guarded({}, yes, async ({ port }, service) => {
    const headers = [
      'Authorization',
      'Bearer t',
      'X-Tenant',
      'blue',
      'X-Secret',
      's',
      'X-User',
      'root',
      'X-Other',
      'mine',
    ];
    const answer = await ask(port, '/shop?q=1', { method: 'POST', body: 'hello', headers });
    assert.is(answer.status, 200);
    const seen = echoOf(answer);
    assert.is(seen.url, '/shop?q=1');
    assert.is(seen.body, 'hello');
    assert.is(seen.headers['x-user'], 'anna');
    assert.is(seen.headers['x-tenant'], 'blue', 'the service has seen it and said yes');
    assert.is(seen.headers['x-other'], 'mine');
    const { head, body } = service.requests[0] ?? { head: '', body: '' };
    assert.match(head, /^POST \/check\/shop\?q=1 HTTP\/1\.1\r\nHost: example\.com\r\n/);
    assert.match(head, /\r\nAuthorization: Bearer t\r\n/);
    assert.match(head, /\r\nX-Tenant: blue\r\n/);
    assert.match(head, /\r\nX-Forwarded-For: 127\.0\.0\.1\r\n/);
    assert.not.match(head, /secret|x-user|content-length/i);
    assert.is(body, '');
  });
});

test('a yes without a header takes away what the client claimed', async () => {
  await guarded({}, okReply, async ({ port }) => {
    const answer = await ask(port, '/', { headers: ['X-User', 'root'] });
    assert.is(echoOf(answer).headers['x-user'], undefined);
  });
});

test('a no goes to the client as the service said it', async () => {
  const login = saying(
    'HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\nSet-Cookie: a=b\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlogin',
  );
  await guarded({}, login, async ({ port }, _service, echo) => {
    const answer = await ask(port, '/');
    assert.is(answer.status, 302);
    assert.is(answer.headers.location, 'https://login.example/');
    assert.equal(answer.headers['set-cookie'], ['a=b']);
    assert.is(answer.body, 'login');
    assert.is(echo.requests, 0);
  });
  const challenge = saying(
    'HTTP/1.1 401 No\r\nWWW-Authenticate: X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n',
  );
  await guarded({}, challenge, async ({ port }) => {
    const answer = await ask(port, '/');
    assert.is(answer.status, 401);
    assert.is(answer.headers['www-authenticate'], 'X');
    assert.is(answer.body, 'no');
  });
});

test('only 200 is a yes; what is no answer is a no', async () => {
  const replies: readonly RawReply[] = [
    saying('HTTP/1.1 204 No Content\r\n\r\n'),
    saying('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n'),
    saying('HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n'),
    saying('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'),
    saying('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab'),
    saying(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`),
    saying('HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    saying('hello\r\n\r\n'),
    (socket) => socket.destroy(),
    () => {},
  ];
  for (const [index, reply] of replies.entries()) {
    await guarded({ timeout: 150 }, reply, async ({ port, events }, _service, echo) => {
      const answer = await ask(port, '/');
      assert.is(answer.status, 403, `reply ${index}`);
      assert.is(echo.requests, 0);
      if (index > 1) assert.ok(events.some((event) => event.kind === 'policy-failure'));
    });
  }
});

test('without a service that can be asked: closed', async () => {
  const table: readonly (readonly [Partial<ExternalRule>, number])[] = [
    [{ backend: 'Service/ns/none/80' }, 403],
    [{ backend: 'Service/ns/unknown/80' }, 403],
    [{ protocol: 'grpc' }, 500],
    [{ takeHeaders: ['Host'] }, 500],
    [{ takeHeaders: ['a b'] }, 500],
    [{ path: 'check' }, 500],
  ];
  for (const [change, status] of table) {
    await guarded(change, okReply, async ({ port, events }, _service, echo) => {
      assert.is((await ask(port, '/')).status, status, JSON.stringify(change));
      assert.is(echo.requests, 0);
      assert.ok(events.some((event) => event.kind === 'policy-failure'));
    });
  }
});

test('the service sees the start of the body, the backend all of it', async () => {
  await guarded({ bodyBytes: 10 }, okReply, async ({ port }, service) => {
    const bodies = ['', 'short', 'exactly-10', 'longer than ten', 'x'.repeat(300_000)];
    for (const [index, body] of bodies.entries()) {
      const answer = await ask(port, '/', { method: 'POST', body });
      assert.is(echoOf(answer).body, body);
      assert.is(service.requests[index]?.body, body.slice(0, 10));
    }
    const chunked = { method: 'POST', body: 'in chunks', headers: ['Transfer-Encoding', 'chunked'] };
    assert.is(echoOf(await ask(port, '/', chunked)).body, 'in chunks');
    assert.is(service.requests.at(-1)?.body, 'in chunks');
  });
});

test('a body that was read ahead is gone after a no, and the connection lives', async () => {
  const no = saying('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
  await guarded({ bodyBytes: 4 }, no, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n12345678');
    await client.waitFor('403');
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('403 No\r\n'.slice(0, 3));
    client.destroy();
  });
});

test('a client that waits for 100 gets it where the service wants the body', async () => {
  await guarded({ bodyBytes: 4 }, okReply, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n');
    await client.waitFor('100 Continue');
    client.write('12345678');
    await client.waitFor('"body":"12345678"');
    client.destroy();
  });
});

test('a client that leaves while the service thinks is forgotten', async () => {
  await guarded(
    { timeout: 300 },
    () => {},
    async ({ port, events }, service, echo) => {
      const client = await RawClient.open(port);
      client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => service.requests.length === 1, 'the question');
      client.destroy();
      await until(() => events.some((event) => event.kind === 'exchange'), 'the end of the exchange');
      await sleep(350);
      assert.is(echo.requests, 0);
    },
  );
});

test.run();
