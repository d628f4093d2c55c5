import type { Filter, MirrorFilter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { until } from './support/within.ts';

const test = suite('proxy: mirrors');

const mirrorTo = (name: string, numerator = 100, denominator = 100): MirrorFilter => ({
  kind: 'mirror',
  backend: `Service/ns/${name}/80`,
  ref: { group: '', kind: 'Service', namespace: 'ns', name, port: 80 },
  fraction: { numerator, denominator },
});

const setHeader: Filter = {
  kind: 'requestHeaders',
  changes: { set: [{ name: 'x-set', value: '1' }], add: [], remove: [] },
};

const configuration = (echo: EchoBackend, shadows: Record<string, number>, filters: readonly Filter[]) =>
  configurationOf(
    [backend('echo', [echo.port]), ...Object.entries(shadows).map(([name, port]) => backend(name, [port]))],
    [virtualHost('*', [{ filters }])],
  );

test('each mirror gets the request with its changes and its body, and the client only the real answer', async () => {
  const echo = await EchoBackend.start();
  const one = await RawUpstream.start((socket) => socket.write('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'));
  const two = await RawUpstream.start();
  const filters = [setHeader, mirrorTo('one'), mirrorTo('two')];
  await withPlane(configuration(echo, { one: one.port, two: two.port }, filters), {}, async ({ port }) => {
    const answer = await ask(port, '/p?q=1', { method: 'POST', body: 'payload' });
    assert.is(echoOf(answer).body, 'payload');
    for (const shadow of [one, two]) {
      await until(() => shadow.requests[0]?.complete === true, 'the copy');
      assert.match(shadow.requests[0]?.head ?? '', 'POST /p?q=1 HTTP/1.1\r\n');
      assert.match(shadow.requests[0]?.head ?? '', 'x-set: 1\r\n');
      assert.is(shadow.requests[0]?.body, 'payload');
    }
  });
  await Promise.all([echo.close(), one.close(), two.close()]);
});

test('a fraction of the requests is copied, by the roll', async () => {
  const echo = await EchoBackend.start();
  const shadow = await EchoBackend.start();
  const filters = [mirrorTo('shadow', 1, 4)];
  const config = configuration(echo, { shadow: shadow.port }, filters);
  let rolls = 0;
  // Each request rolls for the mirror, then for the backend.
  await withPlane(config, { random: () => (Math.floor(rolls++ / 2) % 8) / 8 }, async ({ port }) => {
    for (let index = 0; index < 16; index++) await ask(port, '/');
    await until(() => shadow.requests === 4, 'four copies');
  });
  assert.is(echo.requests, 16);
  await Promise.all([echo.close(), shadow.close()]);
});

test('a mirror that is down, slow or silent changes nothing for the client', async () => {
  const echo = await EchoBackend.start();
  const silent = await RawUpstream.start(() => {});
  const filters = [mirrorTo('down'), mirrorTo('silent'), mirrorTo('unknown')];
  const config = configuration(echo, { down: 1, silent: silent.port }, filters);
  await withPlane(config, { limits: { mirrorTime: 50 } }, async ({ port, events }) => {
    assert.is((await ask(port, '/')).status, 200);
    await until(() => events.filter((event) => event.kind === 'mirror-failure').length === 3, 'three failures');
  });
  await Promise.all([echo.close(), silent.close()]);
});

test('a mirror that does not read the body is given up, and the upload goes on', async () => {
  const echo = await EchoBackend.start();
  const stuck = await RawUpstream.start();
  stuck.earlyReply = (socket) => socket.pause();
  const config = configuration(echo, { stuck: stuck.port }, [mirrorTo('stuck')]);
  await withPlane(config, { limits: { mirrorBytes: 100_000 } }, async ({ port, events }) => {
    const body = Buffer.alloc(16_000_000, 'x');
    assert.is(echoOf(await ask(port, '/', { method: 'POST', body })).body.length, body.length);
    assert.ok(events.some((event) => event.kind === 'mirror-failure' && event.detail.includes('too slow')));
  });
  await Promise.all([echo.close(), stuck.close()]);
});

test.run();
