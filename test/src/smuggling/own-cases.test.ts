import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RawClient } from '../proxy/support/raw-client.ts';
import { RawUpstream } from '../proxy/support/raw-upstream.ts';
import { sleep, until, within } from '../proxy/support/within.ts';
import { type DesyncCase, ownCases } from './own-cases.ts';
import { serveDesyncPolicy } from './serve.ts';
import { checkUpstream } from './upstream-invariants.ts';

const test = suite('smuggling: cases of our own');

const upstream = await RawUpstream.start();
const { plane, port } = await serveDesyncPolicy(upstream.port);

test.before.each(() => {
  upstream.requests.length = 0;
  upstream.received = '';
});

test.after(async () => {
  await within(plane.close({ graceMs: 100 }), 'closing');
  await upstream.close();
});

async function play(desync: DesyncCase): Promise<void> {
  const client = await RawClient.open(port);
  client.write(desync.bytes);
  await until(() => client.closed || client.statuses.length > 0, `an answer to ${desync.name}`);
  if (desync.closes !== false) await client.waitForClose();
  // Time for a second request to come through, if it would.
  await sleep(15);
  const [status = 0] = client.statuses;
  assert.ok(desync.statuses.includes(status), `status ${status}`);
  assert.ok(client.statuses.length <= 1, `answers ${client.statuses.join()}`);
  assert.ok(upstream.requests.length <= desync.upstream, `upstream saw ${JSON.stringify(upstream.requests)}`);
  if (status >= 400)
    assert.not.ok(
      upstream.requests.some((seen) => seen.complete),
      'no complete message',
    );
  checkUpstream(upstream.requests);
  client.destroy();
}

for (const desync of ownCases) test(desync.name, () => play(desync));

test('after all of that the proxy serves as before', async () => {
  const client = await RawClient.open(port);
  client.write('GET /fine?q=%2e%2e%2f HTTP/1.1\r\nHost: example.com\r\n\r\n');
  await client.waitFor('\r\n\r\nok');
  assert.match(upstream.received, 'GET /fine?q=%2e%2e%2f HTTP/1.1\r\n');
  client.destroy();
});

test.run();
