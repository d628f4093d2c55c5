import type { CorsFilter, Filter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, forward, simple, to, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: filters');

const none = { set: [], add: [], remove: [] };

test('request headers are set, added behind a comma and removed, whatever their case', async () => {
  const echo = await EchoBackend.start();
  const changes = {
    set: [{ name: 'x-set', value: 'new' }],
    add: [
      { name: 'x-add', value: 'bar,baz' },
      { name: 'x-fresh', value: 'one' },
    ],
    remove: ['x-remove'],
  };
  await withPlane(simple(echo.port, [{ filters: [{ kind: 'requestHeaders', changes }] }]), {}, async ({ port }) => {
    const headers = ['X-Set', 'old', 'x-SET', 'older', 'X-Add', 'foo', 'X-Remove', '1', 'x-remove', '2'];
    const seen = echoOf(await ask(port, '/', { headers }));
    assert.is(seen.headers['x-set'], 'new');
    assert.is(seen.headers['x-add'], 'foo,bar,baz');
    assert.is(seen.headers['x-fresh'], 'one');
    assert.is(seen.headers['x-remove'], undefined);
  });
  await echo.close();
});

test('a rule that sets host changes the one Host; framing and connection fields are out of its reach', async () => {
  const upstream = await RawUpstream.start();
  const set = [
    { name: 'host', value: 'inner.example.com' },
    { name: 'content-length', value: '99' },
    { name: 'transfer-encoding', value: 'chunked' },
    { name: 'connection', value: 'close' },
  ];
  const filters: Filter[] = [{ kind: 'requestHeaders', changes: { ...none, set } }];
  await withPlane(simple(upstream.port, [{ filters }]), {}, async ({ port }) => {
    assert.is((await ask(port, '/')).status, 200);
    const head = upstream.requests[0]?.head ?? '';
    assert.is(head.match(/^host:/gim)?.length, 1);
    assert.match(head, /^Host: inner\.example\.com\r$/m);
    assert.not.match(head, /^(content-length|transfer-encoding|connection):/im);
  });
  await upstream.close();
});

test('text of the configuration can not break out of its line: UTF-8 goes as bytes, control characters close the rule', async () => {
  const upstream = await RawUpstream.start();
  const filter = (value: string): Filter[] => [
    { kind: 'requestHeaders', changes: { ...none, set: [{ name: 'x-text', value }] } },
  ];
  const rules = [
    { path: { kind: 'exact', value: '/utf8' }, filters: filter('\u010d\u010a é') },
    { path: { kind: 'exact', value: '/crlf' }, filters: filter('a\r\nX-Injected: 1') },
    {
      path: { kind: 'exact', value: '/path' },
      filters: [{ kind: 'rewrite', path: { kind: 'full', value: '/a b\r\nX: \u010d' } }] satisfies Filter[],
    },
  ] as const;
  await withPlane(simple(upstream.port, rules), {}, async ({ port }) => {
    assert.is((await ask(port, '/utf8')).status, 200);
    assert.match(upstream.received, `x-text: ${Buffer.from('\u010d\u010a é').toString('latin1')}\r\n`);
    assert.is((await ask(port, '/crlf')).status, 500);
    assert.is((await ask(port, '/path')).status, 200);
    assert.match(upstream.received, 'GET /a%20b%0D%0AX:%20%C4%8D HTTP/1.1\r\n');
    assert.not.match(upstream.received, 'X-Injected');
  });
  await upstream.close();
});

test('response headers are changed, and cookies are never joined', async () => {
  const echo = await EchoBackend.start('echo', (_request, response) => {
    response.setHeader('X-Old', '1').setHeader('X-Gone', '1').setHeader('Set-Cookie', ['a=1', 'b=2']).end('ok');
    return true;
  });
  const changes = {
    set: [{ name: 'x-old', value: '2' }],
    add: [{ name: 'set-cookie', value: 'c=3' }],
    remove: ['x-gone'],
  };
  await withPlane(simple(echo.port, [{ filters: [{ kind: 'responseHeaders', changes }] }]), {}, async ({ port }) => {
    const answer = await ask(port, '/');
    assert.is(answer.headers['x-old'], '2');
    assert.is(answer.headers['x-gone'], undefined);
    assert.equal(answer.headers['set-cookie'], ['a=1', 'b=2', 'c=3']);
  });
  await echo.close();
});

test('host and path are rewritten; the query stays', async () => {
  const echo = await EchoBackend.start();
  const path = { kind: 'prefix', value: '/foo' } as const;
  const filters: Filter[] = [
    { kind: 'rewrite', hostname: 'inner.example.com', path: { kind: 'prefix', value: '/xyz/' } },
  ];
  await withPlane(simple(echo.port, [{ path, filters }]), {}, async ({ port }) => {
    for (const [sent, got] of [
      ['/foo/bar?a=1', '/xyz/bar?a=1'],
      ['/foo', '/xyz'],
      ['/foo/', '/xyz/'],
    ] as const) {
      const seen = echoOf(await ask(port, sent));
      assert.is(seen.url, got);
      assert.is(seen.headers['host'], 'inner.example.com');
      assert.is(seen.headers['x-forwarded-host'], 'example.com');
    }
  });
  await echo.close();
});

test('a redirect is answered here, with the location of the request that came', async () => {
  const redirect = { scheme: 'https', statusCode: 301 } as const;
  const rules = [{ action: { kind: 'redirect', redirect } as const }];
  await withPlane(simple(1, rules), {}, async ({ port }) => {
    const answer = await ask(port, '/a%20b?x=1', { headers: ['Host', 'www.example.com:8080'] });
    assert.is(answer.status, 301);
    assert.is(answer.headers.location, 'https://www.example.com/a%20b?x=1');
  });
});

const cors: CorsFilter = {
  kind: 'cors',
  allowOrigins: ['https://*.example.com'],
  allowCredentials: true,
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['x-one'],
  exposeHeaders: ['x-shown'],
  maxAge: 60,
};

test('a preflight request never reaches the backend, and the backend has no say in Access-Control fields', async () => {
  const echo = await EchoBackend.start('echo', (_request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Max-Age', '1').end('ok');
    return true;
  });
  await withPlane(simple(echo.port, [{ filters: [cors] }]), {}, async ({ port }) => {
    const preflight = await ask(port, '/', {
      method: 'OPTIONS',
      headers: ['Origin', 'https://a.example.com', 'Access-Control-Request-Method', 'PUT'],
    });
    assert.is(preflight.status, 204);
    assert.is(preflight.headers['access-control-allow-origin'], 'https://a.example.com');
    assert.is(preflight.headers['access-control-max-age'], '60');
    assert.is(echo.requests, 0);
    const allowed = await ask(port, '/', { headers: ['Origin', 'https://a.example.com'] });
    assert.is(allowed.headers['access-control-allow-origin'], 'https://a.example.com');
    assert.is(allowed.headers['access-control-expose-headers'], 'x-shown');
    assert.is(allowed.headers['access-control-max-age'], undefined);
    const refused = await ask(port, '/', { headers: ['Origin', 'https://evil.example.org'] });
    assert.is(refused.headers['access-control-allow-origin'], undefined);
    const plain = await ask(port, '/');
    assert.is(plain.headers['access-control-allow-origin'], '*');
  });
  await echo.close();
});

test('filters of a backend run only where it is chosen, after those of the rule', async () => {
  const echo = await EchoBackend.start();
  const add = (value: string): Filter => ({
    kind: 'requestHeaders',
    changes: { ...none, add: [{ name: 'x-order', value }] },
  });
  const action = forward(to('echo', { filters: [add('backend-1')] }), to('echo', { filters: [add('backend-2')] }));
  let roll = 0;
  await withPlane(simple(echo.port, [{ filters: [add('rule')], action }]), { random: () => roll }, async ({ port }) => {
    assert.is(echoOf(await ask(port, '/')).headers['x-order'], 'rule,backend-1');
    roll = 0.5;
    assert.is(echoOf(await ask(port, '/')).headers['x-order'], 'rule,backend-2');
  });
  await echo.close();
});

test('a redirect on a backend answers for its share', async () => {
  const echo = await EchoBackend.start();
  const away = { ...to('echo'), redirect: { hostname: 'away.example.com', statusCode: 302 } } as const;
  let roll = 0;
  const configuration = configurationOf(
    [backend('echo', [echo.port])],
    [virtualHost('*', [{ action: forward(away, to('echo')) }])],
  );
  await withPlane(configuration, { random: () => roll }, async ({ port }) => {
    const answer = await ask(port, '/x');
    assert.is(answer.headers.location, 'http://away.example.com/x');
    roll = 0.9;
    assert.is((await ask(port, '/x')).status, 200);
  });
  await echo.close();
});

test('faults abort and delay their share', async () => {
  const echo = await EchoBackend.start();
  const fault: Filter = {
    kind: 'fault',
    delay: { duration: 30, percentage: 100 },
    abort: { statusCode: 418, percentage: 50 },
  };
  let roll = 0.2;
  await withPlane(simple(echo.port, [{ filters: [fault] }]), { random: () => roll }, async ({ port, events }) => {
    assert.is((await ask(port, '/')).status, 418);
    roll = 0.7;
    assert.is((await ask(port, '/')).status, 200);
    for (const event of events) if (event.kind === 'exchange') assert.ok(event.duration >= 25, String(event.duration));
  });
  await echo.close();
});

test('faults: percentages of their own, delays without aborts, and a client that does not wait', async () => {
  const echo = await EchoBackend.start();
  const share = { delay: { duration: 60_000, percentage: 0 }, abort: { statusCode: 503, percentage: 12.5 } };
  let roll = 0.124;
  await withPlane(
    simple(echo.port, [{ filters: [{ kind: 'fault', ...share }] }]),
    { random: () => roll },
    async ({ port }) => {
      assert.is((await ask(port, '/')).status, 503);
      roll = 0.125;
      assert.is((await ask(port, '/')).status, 200);
    },
  );
  const slow: Filter = { kind: 'fault', delay: { duration: 60_000, percentage: 100 } };
  await withPlane(simple(echo.port, [{ filters: [slow] }]), {}, async ({ port, events }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await sleep(30);
    client.destroy();
    await until(() => events.some((event) => event.kind === 'exchange'), 'the end of the exchange');
  });
  assert.is(echo.requests, 1);
  await echo.close();
});

test('a fault that can not be played closes its rule', async () => {
  const faults: readonly Filter[] = [
    { kind: 'fault', abort: { statusCode: 99, percentage: 100 } },
    { kind: 'fault', abort: { statusCode: 101, percentage: 100 } },
    { kind: 'fault', abort: { statusCode: 600, percentage: 0 } },
    { kind: 'fault', abort: { statusCode: 503.5, percentage: 0 } },
    { kind: 'fault', delay: { duration: -1, percentage: 0 } },
    { kind: 'fault', delay: { duration: Number.NaN, percentage: 0 } },
    { kind: 'fault', delay: { duration: 2 ** 31, percentage: 100 } },
  ];
  for (const fault of faults) {
    await withPlane(simple(1, [{ filters: [fault] }]), {}, async ({ port }) => {
      assert.is((await ask(port, '/')).status, 500, JSON.stringify(fault));
    });
  }
});

test('a filter of an unknown kind closes its rule', async () => {
  const unknown: Filter = JSON.parse('{"kind":"waf"}');
  await withPlane(simple(1, [{ filters: [unknown] }]), {}, async ({ port }) => {
    assert.is((await ask(port, '/')).status, 500);
  });
});

test.run();
