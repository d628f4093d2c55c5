import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, forward, invalid, simple, to, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';

const test = suite('proxy: routing and statuses');

test('a request reaches the backend of its rule, with path, query and body as sent', async () => {
  const echo = await EchoBackend.start();
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const seen = echoOf(await ask(port, '/a/b?x=1&y=%20', { method: 'POST', body: 'hello' }));
    assert.is(seen.method, 'POST');
    assert.is(seen.url, '/a/b?x=1&y=%20');
    assert.is(seen.body, 'hello');
    assert.is(seen.headers['host'], 'example.com');
  });
  await echo.close();
});

test('404 where no rule matches, and where no virtual host does', async () => {
  const echo = await EchoBackend.start();
  const configuration = configurationOf(
    [backend('echo', [echo.port])],
    [virtualHost('a.example.com', [{ path: { kind: 'exact', value: '/only' } }])],
  );
  await withPlane(configuration, {}, async ({ port, events }) => {
    assert.is((await ask(port, '/only', { headers: ['Host', 'a.example.com'] })).status, 200);
    assert.is((await ask(port, '/other', { headers: ['Host', 'a.example.com'] })).status, 404);
    assert.is((await ask(port, '/only', { headers: ['Host', 'b.example.com'] })).status, 404);
    const reasons = events.filter((event) => event.kind === 'exchange').map((event) => event.reason);
    assert.is(reasons[1], 'no-route');
  });
  assert.is(echo.requests, 1);
  await echo.close();
});

test('500 for an invalid backend, for no backend, for weights of zero and for a rule that can not be honoured', async () => {
  const rules = [
    { path: { kind: 'exact', value: '/invalid' }, action: forward(invalid()) },
    { path: { kind: 'exact', value: '/none' }, action: forward() },
    { path: { kind: 'exact', value: '/zero' }, action: forward(to('echo', { weight: 0 })) },
    { path: { kind: 'exact', value: '/respond' }, action: { kind: 'respond', statusCode: 500, reason: 'x' } },
  ] as const;
  await withPlane(simple(1, rules), {}, async ({ port }) => {
    for (const path of ['/invalid', '/none', '/zero', '/respond']) assert.is((await ask(port, path)).status, 500, path);
  });
});

test('503 without endpoints, 502 where nothing listens and where the protocol is not spoken', async () => {
  const rules = [
    { path: { kind: 'exact', value: '/empty' }, action: forward(to('empty')) },
    { path: { kind: 'exact', value: '/refused' }, action: forward(to('refused')) },
    { path: { kind: 'exact', value: '/h2c' }, action: forward(to('h2c')) },
  ] as const;
  const configuration = configurationOf(
    [backend('empty', []), backend('refused', [1]), backend('h2c', [1], 'h2c')],
    [virtualHost('*', rules)],
  );
  await withPlane(configuration, {}, async ({ port, events }) => {
    assert.is((await ask(port, '/empty')).status, 503);
    assert.is((await ask(port, '/refused')).status, 502);
    assert.is((await ask(port, '/h2c')).status, 502);
    const failure = events.find((event) => event.kind === 'upstream-failure');
    assert.is(failure?.failure, 'connect');
    assert.is(failure?.detail, 'ECONNREFUSED');
  });
});

test('weights share by the roll, and the share of an invalid backend answers 500', async () => {
  const blue = await EchoBackend.start('blue');
  const green = await EchoBackend.start('green');
  const action = forward(to('blue', { weight: 3 }), invalid(1), to('green', { weight: 4 }));
  const configuration = configurationOf(
    [backend('blue', [blue.port]), backend('green', [green.port])],
    [virtualHost('*', [{ action }])],
  );
  let rolls = 0;
  await withPlane(configuration, { random: () => (rolls++ % 8) / 8 }, async ({ port }) => {
    const got: string[] = [];
    for (let index = 0; index < 16; index++) {
      const answer = await ask(port, '/');
      got.push(answer.status === 200 ? echoOf(answer).name : String(answer.status));
    }
    const count = (name: string) => got.filter((entry) => entry === name).length;
    assert.equal([count('blue'), count('500'), count('green')], [6, 2, 8]);
  });
  await Promise.all([blue.close(), green.close()]);
});

test('the endpoints of a backend take turns, and go on where they were after a swap', async () => {
  const backends = await Promise.all([EchoBackend.start('a'), EchoBackend.start('b'), EchoBackend.start('c')]);
  const ports = backends.map((one) => one.port);
  const make = () => configurationOf([backend('echo', ports)], [virtualHost('*', [{}])]);
  await withPlane(make(), {}, async ({ port, plane }) => {
    const names: string[] = [];
    for (let index = 0; index < 6; index++) {
      names.push(echoOf(await ask(port, '/')).name);
      if (index === 3) await plane.update(make());
    }
    assert.is(names.join(''), 'abcabc');
  });
  await Promise.all(backends.map((one) => one.close()));
});

test('headers and query choose the rule, and repeated headers reach the backend in order', async () => {
  const echo = await EchoBackend.start();
  const header = { name: 'x-version', value: { kind: 'exact', value: '2' } } as const;
  const query = { name: 'debug', value: { kind: 'present' } } as const;
  const rules = [
    { match: { headers: [header] }, filters: [mark('header')] },
    { match: { queryParams: [query] }, filters: [mark('query')] },
    { match: { method: 'PUT' }, filters: [mark('method')] },
    { filters: [mark('default')] },
  ];
  await withPlane(simple(echo.port, rules), {}, async ({ port }) => {
    const markOf = async (path: string, headers: string[] = [], method = 'GET') =>
      echoOf(await ask(port, path, { headers, method })).headers['x-rule'];
    assert.is(await markOf('/', ['X-Version', '2']), 'header');
    assert.is(await markOf('/?debug=1'), 'query');
    assert.is(await markOf('/', [], 'PUT'), 'method');
    assert.is(await markOf('/', ['X-Version', '3']), 'default');
    const seen = echoOf(await ask(port, '/', { headers: ['X-Multi', 'a', 'x-multi', 'b'] }));
    const multi = seen.rawHeaders.filter((_value, index) => seen.rawHeaders[index - 1]?.toLowerCase() === 'x-multi');
    assert.equal(multi, ['a', 'b']);
  });
  await echo.close();
});

function mark(value: string) {
  return { kind: 'requestHeaders', changes: { set: [{ name: 'x-rule', value }], add: [], remove: [] } } as const;
}

test.run();
