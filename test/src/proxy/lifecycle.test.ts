import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { createDataPlane, type ProxyEvent } from '@routeward/adapters-node';
import type { EffectiveConfiguration } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask } from './support/http-client.ts';
import { RawClient } from './support/raw-client.ts';
import { okReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until, within } from './support/within.ts';

const test = suite('proxy: start and end');

const anyPort = new Map([['80', 0]]);

async function started(configuration: EffectiveConfiguration, events: ProxyEvent[] = []) {
  const plane = createDataPlane({ configuration, portMap: anyPort, onEvent: (event) => events.push(event) });
  const [listener] = await plane.listen();
  return { plane, port: listener?.bound ?? 0 };
}

test('a graceful end lets requests finish, tells clients to go, and accepts no more', async () => {
  const upstream = await RawUpstream.start(
    (socket, seen, count) => void sleep(100).then(() => okReply(socket, seen, count)),
  );
  const { plane, port } = await started(simple(upstream.port));
  const idle = await RawClient.open(port);
  const busy = await RawClient.open(port);
  busy.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi');
  await until(() => upstream.requests.length === 1, 'the request');
  const closed = within(plane.close({ graceMs: 5000 }), 'the graceful end', 3000);
  await busy.waitFor('\r\n\r\nok');
  assert.match(busy.text, 'Connection: close\r\n');
  await closed;
  await idle.waitForClose();
  await busy.waitForClose();
  const refused = await RawClient.open(port).then(
    () => false,
    () => true,
  );
  assert.ok(refused);
  await until(() => upstream.sockets.size === 0, 'the end of the backend connections');
  await upstream.close();
});

test('what does not end within the grace is ended', async () => {
  const upstream = await RawUpstream.start(() => {});
  const { plane, port } = await started(simple(upstream.port));
  const client = await RawClient.open(port);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const upgrading = await RawClient.open(port);
  upgrading.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await until(() => upstream.requests.length === 2, 'the requests');
  await within(plane.close({ graceMs: 50 }), 'the forced end', 3000);
  await client.waitForClose();
  await upgrading.waitForClose();
  await upstream.close();
});

test('a taken port: the next free one, said by event and in the answer', async () => {
  const taken = createTcpServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const events: ProxyEvent[] = [];
  const options = { configuration: simple(1), portMap: new Map([['ns/gateway:80', port]]) };
  const plane = createDataPlane({ ...options, onEvent: (event) => events.push(event) });
  const [listener] = await plane.listen();
  assert.is(listener?.wanted, port);
  assert.ok((listener?.bound ?? 0) > port);
  assert.ok(events.some((event) => event.kind === 'listening' && event.bound !== event.wanted));
  await plane.close({ graceMs: 50 });
  const strict = createDataPlane({ ...options, onPortTaken: 'fail', onEvent: (event) => events.push(event) });
  assert.equal(await strict.listen(), []);
  assert.ok(events.some((event) => event.kind === 'not-served' && event.detail.includes('EADDRINUSE')));
  await strict.close();
  await new Promise((resolve) => taken.close(resolve));
});

test('listeners that are not served yet are reported, and the others are served', async () => {
  const echo = await EchoBackend.start();
  const configuration = simple(echo.port);
  const [gateway] = configuration.gateways;
  const [http] = gateway?.listeners ?? [];
  assert.ok(gateway !== undefined && http !== undefined);
  if (gateway === undefined || http === undefined) return;
  const https = { ...http, name: 'https', port: 443, protocol: 'HTTPS' } as const;
  const events: ProxyEvent[] = [];
  const { plane, port } = await started(
    { ...configuration, gateways: [{ ...gateway, listeners: [http, https] }] },
    events,
  );
  assert.is((await ask(port, '/')).status, 200);
  const refusal = events.find((event) => event.kind === 'not-served');
  assert.is(refusal?.listener, 'https');
  await plane.close({ graceMs: 50 });
  await echo.close();
});

test('events carry no values of fields, no query and no body; a receiver that throws harms nobody', async () => {
  const echo = await EchoBackend.start();
  const seen: string[] = [];
  const plane = createDataPlane({
    configuration: simple(echo.port),
    portMap: anyPort,
    onEvent: (event) => {
      seen.push(JSON.stringify(event));
      throw new Error('receiver');
    },
  });
  const [listener] = await plane.listen();
  const headers = ['Authorization', 'Bearer canary-1', 'Cookie', 'canary-2'];
  const answer = await ask(listener?.bound ?? 0, '/?token=canary-3', { method: 'POST', headers, body: 'canary-4' });
  assert.is(answer.status, 200);
  await until(() => seen.some((text) => text.includes('"exchange"')), 'the event');
  assert.not.ok(seen.some((text) => text.includes('canary')));
  await plane.close({ graceMs: 50 });
  await echo.close();
});

test('a closed data plane leaves no timer and no server behind', async () => {
  const { plane } = await started(simple(1));
  await plane.close();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
  assert.equal(plane.listeners, []);
});

test.run();
