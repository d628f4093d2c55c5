import { Agent } from 'node:http';
import type { Filter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, simple, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { withPlane } from './support/plane.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { until } from './support/within.ts';

const test = suite('proxy: configuration swaps');

/** Request and response of one exchange are marked by the configuration that decided. */
function generation(port: number, number: number) {
  const set = [{ name: 'x-generation', value: String(number) }];
  const filters: Filter[] = [
    { kind: 'requestHeaders', changes: { set, add: [], remove: [] } },
    { kind: 'responseHeaders', changes: { set: [{ name: 'x-answered', value: String(number) }], add: [], remove: [] } },
  ];
  return simple(port, [{ path: { kind: 'exact', value: `/gone-${number}` } }, { filters }]);
}

test('no POST fails and none is decided by two configurations while they are swapped', async () => {
  const echo = await EchoBackend.start();
  await withPlane(generation(echo.port, 0), {}, async ({ port, plane }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const total = 3000;
    const swaps = 20;
    let sent = 0;
    let done = 0;
    let wrong = 0;
    const worker = async (): Promise<void> => {
      while (sent < total) {
        const number = sent++;
        const answer = await ask(port, `/${number}`, { method: 'POST', body: `body ${number}`, agent });
        const seen = answer.status === 200 ? echoOf(answer) : undefined;
        const fine = seen?.body === `body ${number}` && seen.headers['x-generation'] === answer.headers['x-answered'];
        if (!fine) wrong++;
        done++;
      }
    };
    const swapper = async (): Promise<void> => {
      for (let number = 1; number <= swaps; number++) {
        await until(() => done >= (number * total) / (swaps + 1), 'the next swap', 15_000);
        await plane.update(generation(echo.port, number));
      }
    };
    await Promise.all([swapper(), ...Array.from({ length: 16 }, worker)]);
    agent.destroy();
    assert.is(done, total);
    assert.is(wrong, 0);
    assert.is(echo.requests, total, 'each was delivered exactly once');
  });
  await echo.close();
});

test('a request in flight finishes on the configuration and the backend that it began with', async () => {
  const old = await RawUpstream.start(() => {});
  const fresh = await EchoBackend.start('fresh');
  await withPlane(generation(old.port, 1), {}, async ({ port, plane, events }) => {
    const inFlight = ask(port, '/');
    await until(() => old.requests.length === 1, 'the request');
    await plane.update(generation(fresh.port, 2));
    assert.is(echoOf(await ask(port, '/')).name, 'fresh');
    for (const socket of old.sockets) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    const answer = await inFlight;
    assert.is(answer.body, 'ok');
    assert.is(answer.headers['x-answered'], '1');
    await until(() => old.sockets.size === 0, 'the end of the old backend connection');
    const versions = events.filter((event) => event.kind === 'exchange').map((event) => event.version);
    assert.is(new Set(versions).size, 2);
  });
  await Promise.all([old.close(), fresh.close()]);
});

test('ports are opened and closed as the configuration asks for, and the others stay', async () => {
  const echo = await EchoBackend.start();
  const make = (ports: number[]) => configurationOf([backend('echo', [echo.port])], [virtualHost('*', [{}])], ports);
  const { createDataPlane } = await import('@routeward/adapters-node');
  const anyPort = new Map([80, 81, 82].map((port) => [String(port), 0]));
  const plane = createDataPlane({ configuration: make([80, 81]), portMap: anyPort });
  const before = await plane.listen();
  assert.equal(
    before.map((listener) => listener.port),
    [80, 81],
  );
  const after = await plane.update(make([80, 82]));
  assert.equal(
    after.map((listener) => listener.port),
    [80, 82],
  );
  assert.is(after[0]?.bound, before[0]?.bound, 'the one that stays keeps its port');
  for (const listener of after) assert.is((await ask(listener.bound, '/')).status, 200);
  const refused = await ask(before[1]?.bound ?? 0, '/').then(
    () => false,
    () => true,
  );
  assert.ok(refused, 'the closed one refuses');
  await plane.close({ graceMs: 100 });
  await echo.close();
});

test.run();
