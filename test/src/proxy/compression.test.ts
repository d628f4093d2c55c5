import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compression } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { ask } from './support/http-client.ts';
import { type RunningPlane, withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: compression');

const compression: Compression = {
  algorithms: ['br', 'gzip'],
  minimumLength: 100,
  contentTypes: ['text/plain', 'Application/JSON'],
};

const text = 'to be or not to be, '.repeat(100);

const saying =
  (fields: readonly string[], body = text): RawReply =>
  (socket, request) => {
    const lines = ['HTTP/1.1 200 OK', ...fields, `Content-Length: ${Buffer.byteLength(body)}`];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${request.head.startsWith('HEAD') ? '' : body}`);
  };

const plain = saying(['Content-Type: text/plain; charset=utf-8', 'ETag: "v1"', 'Accept-Ranges: bytes']);

async function served(
  reply: RawReply,
  run: (running: RunningPlane, upstream: RawUpstream) => Promise<void>,
  change: Partial<Compression> = {},
): Promise<void> {
  const upstream = await RawUpstream.start(reply);
  const settings = { compression: { ...compression, ...change } };
  await withPlane(simple(upstream.port, [{ settings }]), {}, (running) => run(running, upstream));
  await upstream.close();
}

const get = (port: number, accept: string) => ask(port, '/', { headers: ['Accept-Encoding', accept] });
const bytes = (body: string): Buffer => Buffer.from(body, 'latin1');

test('an answer is compressed as the client likes it', async () => {
  await served(plain, async ({ port }) => {
    const answer = await get(port, 'gzip');
    assert.is(answer.headers['content-encoding'], 'gzip');
    assert.is(answer.headers.vary, 'Accept-Encoding');
    assert.is(answer.headers.etag, 'W/"v1"');
    assert.is(answer.headers['accept-ranges'], undefined);
    assert.is(answer.headers['content-length'], undefined);
    assert.is(gunzipSync(bytes(answer.body)).toString(), text);
    assert.ok(answer.body.length < text.length / 4);
    const brotli = await get(port, 'gzip, deflate, br');
    assert.is(brotli.headers['content-encoding'], 'br');
    assert.is(brotliDecompressSync(bytes(brotli.body)).toString(), text);
  });
});

test('Accept-Encoding: weights, wildcards and what is malformed', async () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['br;q=0.1, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['identity;q=0.5, gzip;q=0.2', undefined],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip;q=2', undefined],
    ['gzip;q=abc', undefined],
    ['gzip ; q=0.001', 'gzip'],
    ['deflate', undefined],
    ['', undefined],
    [', ,', undefined],
  ];
  await served(plain, async ({ port }) => {
    for (const [accept, coding] of table) {
      const answer = await get(port, accept);
      assert.is(answer.headers['content-encoding'], coding, JSON.stringify(accept));
      assert.is(answer.headers.vary, 'Accept-Encoding');
      if (coding === undefined) assert.is(answer.body, text);
    }
    assert.is((await ask(port, '/')).headers['content-encoding'], undefined);
  });
});

test('what must stay as it is stays as it is', async () => {
  const type = 'Content-Type: text/plain';
  const table: Readonly<Record<string, RawReply>> = {
    'another type': saying(['Content-Type: image/png']),
    'no type': saying([]),
    'a prefix of a type': saying(['Content-Type: text/plainer']),
    small: saying([type], 'x'.repeat(99)),
    'coded already': saying([type, 'Content-Encoding: br']),
    'no-transform': saying([type, 'Cache-Control: public, no-transform']),
    'with a digest': saying([type, 'Repr-Digest: sha-256=:x:']),
    'a part': (socket) =>
      socket.write(
        `HTTP/1.1 206 P\r\n${type}\r\nContent-Range: bytes 0-1999/9999\r\nContent-Length: 2000\r\n\r\n${text}`,
      ),
    'no content': (socket) => socket.write(`HTTP/1.1 204 No\r\n${type}\r\n\r\n`),
    'not modified': (socket) => socket.write(`HTTP/1.1 304 No\r\n${type}\r\nETag: "v1"\r\n\r\n`),
  };
  for (const [name, reply] of Object.entries(table)) {
    await served(reply, async ({ port }) => {
      const answer = await get(port, 'gzip, br');
      assert.is.not(answer.headers['content-encoding'], 'gzip', name);
      assert.is.not(answer.headers.etag, 'W/"v1"', name);
      if (answer.status === 200) assert.ok(answer.headers['content-length'], name);
    });
  }
  await served(plain, async ({ port }) => {
    const head = await ask(port, '/', { method: 'HEAD', headers: ['Accept-Encoding', 'gzip'] });
    assert.is(head.headers['content-encoding'], undefined);
    assert.is(head.body, '');
  });
});

test('Vary is added to, once', async () => {
  for (const [vary, expected] of [
    ['Origin', 'Origin, Accept-Encoding'],
    ['origin, accept-encoding', 'origin, accept-encoding'],
    ['*', '*'],
  ]) {
    await served(saying(['Content-Type: text/plain', `Vary: ${vary}`]), async ({ port }) => {
      assert.is((await get(port, 'gzip')).headers.vary, expected);
    });
  }
});

test('a body without an announced length goes out piece by piece, with trailers', async () => {
  let more: (() => void) | undefined;
  const streaming: RawReply = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n');
    more = () => socket.write('6\r\nsecond\r\n0\r\nX-Sum: 7\r\n\r\n');
  };
  await served(streaming, async ({ port }) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n');
    await client.waitFor('Content-Encoding: gzip');
    const bodyOf = (): string => client.text.slice(client.text.indexOf('\r\n\r\n') + 4);
    // Ten bytes of gzip's own head come at once; the data only by a flush.
    await until(() => bodyOf().length > 20, 'the first piece before the second was sent');
    more?.();
    await client.waitFor('X-Sum: 7');
    client.destroy();
  });
});

test('a large answer to a slow client waits at the backend', async () => {
  const size = 64_000_000;
  let sent = 0;
  const endless: RawReply = (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n`);
    const push = (): void => {
      while (sent < size && !socket.destroyed) {
        sent += 100_000;
        // Noise, so that it stays large.
        const piece = Buffer.alloc(100_000);
        for (let index = 0; index < piece.length; index++) piece[index] = Math.random() * 256;
        if (!socket.write(piece)) {
          socket.once('drain', push);
          return;
        }
      }
    };
    push();
  };
  await served(endless, async ({ port }, upstream) => {
    const client = await RawClient.open(port);
    client.socket.pause();
    client.write('GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n');
    await until(() => sent > 0, 'the first bytes');
    await sleep(300);
    assert.ok(sent < size / 2, `${sent} bytes went out to nobody`);
    client.destroy();
    await until(() => upstream.sockets.size === 0, 'the end of the backend connection');
  });
});

test('an answer that breaks off reaches the client broken off', async () => {
  const half: RawReply = (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n${text}`);
    setTimeout(() => socket.destroy(), 20);
  };
  await served(half, async ({ port }) => {
    const outcome = await get(port, 'gzip').then(
      () => 'complete',
      () => 'broken off',
    );
    assert.is(outcome, 'broken off');
  });
});

test('a list that this Node can do nothing with changes nothing', async () => {
  await served(
    plain,
    async ({ port }) => assert.is((await get(port, 'zstd, gzip')).headers['content-encoding'], undefined),
    {
      algorithms: [],
    },
  );
});

test.run();
