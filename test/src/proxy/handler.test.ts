import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway } from '@routeward/adapters-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { send } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';

const test = suite('proxy: as a handler in a server of one’s own');

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

test('createGateway is a plain handler that can be updated', async () => {
  const one = await EchoBackend.start('one');
  const two = await EchoBackend.start('two');
  const gateway = createGateway({ configuration: simple(one.port), gateway: 'ns/gateway', port: 80 });
  const server = createServer((request, response) => {
    // As frameworks do before they hand over.
    response.setHeader('X-Powered-By', 'tests');
    gateway(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  const answer = await ask(port, '/x', { method: 'POST', body: 'hi' });
  assert.is(echoOf(answer).name, 'one');
  assert.is(answer.headers['x-powered-by'], 'tests');
  gateway.update(simple(two.port));
  assert.is(echoOf(await ask(port, '/x')).name, 'two');
  gateway.close();
  await new Promise((resolve) => server.close(resolve));
  await Promise.all([one.close(), two.close()]);
});

test('a body with Expect works, although Node has answered 100 by itself', async () => {
  const echo = await EchoBackend.start();
  const gateway = createGateway({ configuration: simple(echo.port), gateway: 'ns/gateway', port: 80 });
  const server = createServer(gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = await send(
    portOf(server.address()),
    'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi',
  );
  await client.waitFor('"body":"hi"');
  assert.is(client.text.match(/100 Continue/g)?.length, 1);
  client.destroy();
  gateway.close();
  await new Promise((resolve) => server.close(resolve));
  await echo.close();
});

test('attach serves websocket and gives real answers instead of parse errors', async () => {
  const upstream = await RawUpstream.start((socket, seen) => {
    const websocket = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello';
    socket.write(seen.head.includes('websocket') ? websocket : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const gateway = createGateway({ configuration: simple(upstream.port), gateway: 'ns/gateway', port: 80 });
  const server = createServer();
  gateway.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  const tunnel = await send(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await tunnel.waitFor('hello');
  const close = await send(
    port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n',
  );
  await close.waitForClose();
  assert.equal(close.statuses, [200]);
  assert.is(upstream.requests.length, 2);
  gateway.close();
  await tunnel.waitForClose();
  await new Promise((resolve) => server.close(resolve));
  await upstream.close();
});

test('a Gateway or port that the configuration does not have answers 404', async () => {
  const gateway = createGateway({ configuration: simple(1), gateway: 'ns/other', port: 80 });
  const server = createServer(gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  assert.is((await ask(portOf(server.address()), '/')).status, 404);
  gateway.close();
  await new Promise((resolve) => server.close(resolve));
});

test.run();
