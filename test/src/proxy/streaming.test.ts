import { createServer, request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { sleep, until, within } from './support/within.ts';

const test = suite('proxy: streaming, back-pressure and aborts');

const megabyte = 1_048_576;

test('a body streams up and down while both sides are still sending', async () => {
  const echo = await EchoBackend.start('echo', (incoming, response) => {
    incoming.pipe(response);
    return true;
  });
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const body = await within(
      new Promise<string>((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers: { host: 'a' } });
        outgoing.on('error', reject);
        outgoing.on('response', (response) => {
          let text = '';
          response.setEncoding('latin1').on('data', (chunk: string) => {
            text += chunk;
            if (text === 'one') outgoing.write('two');
            if (text === 'onetwo') outgoing.end('three');
          });
          response.on('end', () => resolve(text));
        });
        outgoing.write('one');
      }),
      'the exchange',
    );
    assert.is(body, 'onetwothree');
  });
  await echo.close();
});

test('large bodies arrive whole, with a length and chunked', async () => {
  const echo = await EchoBackend.start('echo', (incoming, response) => {
    const chunked = incoming.url === '/chunked';
    if (!chunked) response.setHeader('Content-Length', incoming.headers['content-length'] ?? '0');
    incoming.pipe(response);
    return true;
  });
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const body = Buffer.alloc(8 * megabyte);
    for (let index = 0; index < body.length; index++) body[index] = (index * 31) % 251;
    for (const [path, headers] of [
      ['/length', []],
      ['/chunked', ['Transfer-Encoding', 'chunked']],
    ] as const) {
      const answer = await ask(port, path, { method: 'POST', body, headers });
      assert.ok(Buffer.from(answer.body, 'latin1').equals(body), path);
    }
  });
  await echo.close();
});

/** How many bytes a source wrote before it was held up for long. */
async function stalls(written: () => number): Promise<number> {
  let before = -1;
  while (written() !== before) {
    before = written();
    await sleep(150);
  }
  return before;
}

test('a client that does not read holds the backend back instead of filling memory', async () => {
  let written = 0;
  const chunk = Buffer.alloc(65_536);
  const server = createServer((_incoming, response) => {
    const write = (): void => {
      while (written < 200 * megabyte) {
        written += chunk.length;
        if (!response.write(chunk)) {
          response.once('drain', write);
          return;
        }
      }
      response.end();
    };
    write();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const upstreamPort = typeof address === 'object' && address !== null ? address.port : 0;
  await withPlane(simple(upstreamPort), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.socket.pause();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const held = await stalls(() => written);
    // Kernel buffers on loopback take some megabytes; all 200 would mean that somebody buffers.
    assert.ok(held > 0 && held < 40 * megabyte, String(held));
    client.socket.resume();
    await until(() => written > held + megabyte, 'the backend going on');
    client.destroy();
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a backend that does not read holds the client back', async () => {
  const upstream = await RawUpstream.start();
  upstream.earlyReply = (socket) => socket.pause();
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${200 * megabyte}\r\n\r\n`);
    let written = 0;
    const chunk = Buffer.alloc(65_536);
    const write = (): void => {
      while (written < 200 * megabyte) {
        written += chunk.length;
        if (!client.socket.write(chunk)) {
          client.socket.once('drain', write);
          return;
        }
      }
    };
    write();
    const held = await stalls(() => written);
    assert.ok(held > 0 && held < 40 * megabyte, String(held));
    client.destroy();
    await until(() => upstream.sockets.size === 0 || upstream.connections > 0, 'the end upstream');
  });
  await upstream.close();
});

test('a client that goes away during the answer ends the backend request', async () => {
  const upstream = await RawUpstream.start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf');
  });
  await withPlane(simple(upstream.port), {}, async ({ port, events }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('half');
    client.destroy();
    await until(() => upstream.sockets.size === 0, 'the end upstream');
    await until(() => events.some((event) => event.kind === 'exchange' && !event.complete), 'the event');
  });
  await upstream.close();
});

test('a client that goes away during its body never looks complete to the backend', async () => {
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    for (const [index, framing] of [
      'Content-Length: 1000\r\n\r\nhalf',
      'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    ].entries()) {
      const client = await RawClient.open(port);
      client.write(`POST /${index} HTTP/1.1\r\nHost: a\r\n${framing}`);
      await until(() => upstream.received.split('half').length === index + 2, 'the body');
      client.destroy();
      await until(() => upstream.sockets.size === 0, 'the end upstream');
    }
    assert.is(upstream.requests.length, 2);
    assert.ok(upstream.requests.every((seen) => !seen.complete));
  });
  await upstream.close();
});

test('trailers pass in both directions, those that would change the message do not', async () => {
  const upstream = await RawUpstream.start((socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n',
    ),
  );
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Check: 1\r\nAuthorization: x\r\n\r\n',
    );
    await client.waitFor('X-Sum: 7');
    assert.not.match(client.text, 'Content-Length');
    assert.match(upstream.received, '0\r\nX-Check: 1\r\n\r\n');
    assert.not.match(upstream.received, 'Authorization');
    client.destroy();
  });
  await upstream.close();
});

test('HEAD, 204 and 304 have no body, and the connection serves on', async () => {
  const echo = await EchoBackend.start('echo', (incoming, response) => {
    if (incoming.url === '/204') response.writeHead(204).end();
    else if (incoming.url === '/304') response.writeHead(304, { etag: '"x"' }).end();
    else response.writeHead(200, { 'content-length': '1000' }).end(incoming.method === 'HEAD' ? '' : 'x'.repeat(1000));
    return true;
  });
  await withPlane(simple(echo.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    for (const [line, status] of [
      ['HEAD /head', 200],
      ['GET /204', 204],
      ['GET /304', 304],
      ['GET /last', 200],
    ] as const) {
      const before = client.statuses.length;
      client.write(`${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until(() => client.statuses.length > before, line);
      assert.is(client.statuses.at(-1), status);
    }
    await client.waitFor('x'.repeat(1000));
    assert.is(echo.connections, 1, 'one backend connection for all');
    client.destroy();
  });
  await echo.close();
});

test('100-continue goes to the backend, which decides about it', async () => {
  const upstream = await RawUpstream.start();
  upstream.earlyReply = (socket, seen) => {
    if (seen.head.startsWith('POST /refused')) {
      socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    const timer = setInterval(() => {
      if (!seen.complete) return;
      clearInterval(timer);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    }, 5);
  };
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`;
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write(head('/accepted'));
    await client.waitFor('HTTP/1.1 100 Continue');
    client.write('hello');
    await client.waitFor('200 OK');
    assert.is(upstream.requests[0]?.body, 'hello');
    client.destroy();
    const refused = await RawClient.open(port);
    refused.write(head('/refused'));
    await refused.waitForClose();
    assert.equal(refused.statuses, [413]);
    assert.not.match(refused.text, '100 Continue');
    const denied = await RawClient.open(port);
    denied.write(head('/%2f/x'));
    await denied.waitForClose();
    assert.equal(denied.statuses, [400]);
  });
  await upstream.close();
});

test('early hints pass; a flood of interim answers does not', async () => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n';
  const upstream = await RawUpstream.start((socket, seen) => {
    const count = seen.head.startsWith('GET /flood') ? 1000 : 2;
    socket.write(`${hint.repeat(count)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
  });
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('200 OK');
    assert.is(client.text.match(/103 Early Hints/g)?.length, 2);
    client.destroy();
    assert.is((await ask(port, '/flood')).status, 502);
  });
  await upstream.close();
});

test('an answer before the end of the body reaches the client, and the half-used connection is not kept', async () => {
  const upstream = await RawUpstream.start();
  upstream.earlyReply = (socket) => socket.write('HTTP/1.1 401 No\r\nContent-Length: 6\r\n\r\ndenied');
  await withPlane(simple(upstream.port), { limits: { lingerTime: 50 } }, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nstart');
    await client.waitFor('denied');
    assert.equal(client.statuses, [401]);
    await until(() => upstream.sockets.size === 0, 'the end upstream');
    await client.waitForClose();
  });
  await upstream.close();
});

test('a local answer leaves the connection usable when the unwanted body is short', async () => {
  const echo = await EchoBackend.start();
  const denied = { kind: 'respond', statusCode: 403, reason: 'x' } as const;
  const rules = [{ path: { kind: 'exact', value: '/denied' }, action: denied } as const, {}];
  await withPlane(simple(echo.port, rules), {}, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('POST /denied HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n');
    await client.waitFor('403');
    client.write('helloGET /next HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.waitFor('/next');
    assert.equal(client.statuses, [403, 200]);
    client.destroy();
    assert.is(echoOf(await ask(port, '/x')).url, '/x');
  });
  await echo.close();
});

test.run();
