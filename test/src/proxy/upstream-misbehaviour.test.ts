import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { ask } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { sleep } from './support/within.ts';

const test = suite('proxy: backends that misbehave');

/** Answers that can be read in two ways, or in none: never passed on. */
const refused: Record<string, string> = {
  'no HTTP at all': 'hello there\r\n\r\n',
  'another version': 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'a status of four digits': 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok',
  'no space before the status': 'HTTP/1.1200 OK\r\nContent-Length: 2\r\n\r\nok',
  'Content-Length beside Transfer-Encoding':
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok',
  'the same length twice': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok',
  'a list of lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok',
  'a signed length': 'HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok',
  'a hexadecimal length': 'HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok',
  'a length beyond 2^53': 'HTTP/1.1 200 OK\r\nContent-Length: 9007199254740993\r\n\r\nok',
  'an unknown coding': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  'chunked twice': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunked in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'a folded line': 'HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\r\nContent-Length: 2\r\n\r\nok',
  'a bare LF': 'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok',
  'a bare LF in a value': 'HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\nContent-Length: 2\r\n\r\nok',
  'a bare CR in a value': 'HTTP/1.1 200 OK\r\nX-A: 1\rX-B: 2\r\nContent-Length: 2\r\n\r\nok',
  'NUL in a value': 'HTTP/1.1 200 OK\r\nX-A: \0\r\nContent-Length: 2\r\n\r\nok',
  'a space before the colon': 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok',
  'an empty name': 'HTTP/1.1 200 OK\r\n: 2\r\nContent-Length: 2\r\n\r\nok',
  'a line without a colon': 'HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok',
  'an unasked 101': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'a head without an end': `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}`,
  'a head too large': `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}\r\nContent-Length: 2\r\n\r\nok`,
  'too many fields': `HTTP/1.1 200 OK\r\n${'X-A: 1\r\n'.repeat(1000)}Content-Length: 2\r\n\r\nok`,
};

for (const [name, bytes] of Object.entries(refused)) {
  test(`502 for ${name}`, async () => {
    const upstream = await RawUpstream.start((socket) => socket.write(bytes, 'latin1'));
    await withPlane(simple(upstream.port), {}, async ({ port, events }) => {
      assert.is((await ask(port, '/')).status, 502);
      await sleep(5);
      assert.is(upstream.sockets.size, 0, 'the connection is not kept');
      assert.ok(events.some((event) => event.kind === 'upstream-failure' && event.failure === 'protocol'));
    });
    await upstream.close();
  });
}

/** Answers whose head is fine and whose body is not: the client must see that it is not complete. */
const cut: Record<string, readonly [string, end: boolean]> = {
  'cut by a clean end': ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', true],
  'cut between chunks': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n', true],
  'with a chunk longer than its size': [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nlong\r\n0\r\n\r\n',
    false,
  ],
  'with a size that is no number': [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n',
    false,
  ],
  'with a bare LF behind a size': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n', false],
  'with a bare LF in an extension': [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nok\r\n0\r\n\r\n',
    false,
  ],
  'with a size beyond 2^53': [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20000000000001\r\nok\r\n0\r\n\r\n',
    false,
  ],
  'with extensions without end': [
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(10_000)}\r\nok\r\n0\r\n\r\n`,
    false,
  ],
  'with trailers without end': [
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
    false,
  ],
};

for (const [name, [bytes, end]] of Object.entries(cut)) {
  test(`a body ${name} breaks off`, async () => {
    const upstream = await RawUpstream.start((socket) => void (end ? socket.end(bytes) : socket.write(bytes)));
    await withPlane(simple(upstream.port), {}, async ({ port, events }) => {
      const client = await RawClient.open(port);
      client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await client.waitForClose();
      assert.not.match(client.text, '\r\n0\r\n\r\n');
      assert.ok(events.some((event) => event.kind === 'exchange' && !event.complete));
    });
    await upstream.close();
  });
}

test('a body where there can be none poisons nobody', async () => {
  for (const [method, head] of [
    ['GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n'],
  ] as const) {
    const upstream = await RawUpstream.start((socket, _seen, count) =>
      socket.write(count === 1 ? `${head}poison` : 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nclean'),
    );
    await withPlane(simple(upstream.port), {}, async ({ port }) => {
      const client = await RawClient.open(port);
      client.write(`${method} / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`);
      await client.waitFor('clean');
      assert.not.match(client.text, 'poison');
      client.destroy();
    });
    await upstream.close();
  }
});

test('an answer that comes in pieces of any size is the same answer', async () => {
  const bytes =
    'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 Fine\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n' +
    '5;ext=1\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n';
  const upstream = await RawUpstream.start();
  await withPlane(simple(upstream.port), {}, async ({ port }) => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const places = [0, ...at.sort((a, b) => a - b), bytes.length];
        upstream.reply = (socket) => {
          const next = (index: number): void => {
            const end = places[index + 1];
            if (end === undefined) return;
            socket.write(bytes.slice(places[index], end));
            setImmediate(next, index + 1);
          };
          next(0);
        };
        const answer = await ask(port, '/');
        assert.is(answer.status, 200);
        assert.is(answer.reason, 'Fine');
        assert.is(answer.body, 'hello world');
        assert.equal(answer.rawTrailers, ['X-Sum', '1']);
      }),
      { numRuns: 60 },
    );
    assert.is(upstream.connections, 1, 'clean answers keep the connection');
  });
  await upstream.close();
});

test('a backend that says nothing for too long: 504', async () => {
  const upstream = await RawUpstream.start(() => {});
  await withPlane(simple(upstream.port), { upstream: { idle: 50 } }, async ({ port }) => {
    assert.is((await ask(port, '/')).status, 504);
  });
  await upstream.close();
});

test.run();
