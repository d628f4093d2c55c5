import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RawClient } from '../proxy/support/raw-client.ts';
import { RawUpstream } from '../proxy/support/raw-upstream.ts';
import { sleep, until, within } from '../proxy/support/within.ts';
import { ownCases } from './own-cases.ts';
import { serveDesyncPolicy } from './serve.ts';
import { checkUpstream } from './upstream-invariants.ts';

const test = suite('smuggling: mutated requests');

/** Set to more for a long run. */
const runs = Number(process.env['ROUTEWARD_MUTATIONS'] ?? 300);

const upstream = await RawUpstream.start();
const { plane, port } = await serveDesyncPolicy(upstream.port);

test.after(async () => {
  await within(plane.close({ graceMs: 100 }), 'closing');
  await upstream.close();
});

const pieces = [
  ...['\r\n', '\n', '\r', '\0', ' ', '\t', '\x0b', '\xa0', ':', ',', ';', '/', '//', '/../', '%2e', '%2f', '\\', '@'],
  ...['Host: secret.example.com\r\n', 'Host: example.com\r\n', 'Content-Length: 5\r\n', 'Content-Length: 0\r\n'],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Connection: close\r\n',
    'Connection: Content-Length\r\n',
    'Expect: 100-continue\r\n',
  ],
  ...[
    '0\r\n\r\n',
    '5\r\nhello\r\n',
    'GET /admin HTTP/1.1\r\nHost: example.com\r\n\r\n',
    'HTTP/1.0',
    'HTTP/2.0',
    '-',
    '_',
    '0x',
  ],
];

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.integer({ min: 0, max: 3 }),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...pieces)),
});

function mutate(bytes: string, { at, remove, insert }: Mutation): string {
  // Most of what decides stands at the beginning; cases of 100 KB are there for their length only.
  const place = Math.floor(at * Math.min(bytes.length, 400));
  return bytes.slice(0, place) + insert + bytes.slice(place + remove);
}

async function play(bytes: string): Promise<void> {
  upstream.requests.length = 0;
  const client = await RawClient.open(port);
  client.write(bytes);
  const end = performance.now() + 40;
  await until(() => client.closed || client.statuses.length > 0 || performance.now() > end, 'an outcome');
  await sleep(5);
  client.destroy();
  checkUpstream(upstream.requests);
  assert.ok(upstream.requests.length <= 3);
}

test(`none of ${runs} mutated requests breaks what holds for the upstream`, async () => {
  const base = fc.constantFrom(...ownCases.map((one) => one.bytes));
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(base, mutations, (bytes, changes) => play(changes.reduce(mutate, bytes))),
    { numRuns: runs },
  );
});

test.run();
