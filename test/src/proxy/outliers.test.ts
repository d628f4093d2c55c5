import type { BackendSettings, OutlierDetection } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { balanced, configurationOf, forward, to, virtualHost } from './support/configuration.ts';
import { ask } from './support/http-client.ts';
import { type RunningPlane, withPlane } from './support/plane.ts';
import { RawUpstream } from './support/raw-upstream.ts';
import { RecordingClient } from './support/recording-client.ts';

const test = suite('proxy: outlier detection');

const detection: OutlierDetection = {
  consecutive5xx: 3,
  interval: 1000,
  baseEjectionTime: 10_000,
  maxEjectionPercent: 50,
};

const endpoints = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ address: `10.0.0.${index + 1}`, port: 1 }));
const bad = '10.0.0.1:1';

const configured = (settings: BackendSettings, count: number) =>
  configurationOf(
    [balanced('echo', settings, endpoints(count))],
    [virtualHost('*', [{ path: { kind: 'prefix', value: '/b' }, action: forward(to('echo')) }, {}])],
  );

interface Bench extends RunningPlane {
  readonly client: RecordingClient;
  readonly clock: { now: number };
  /** How many of so many requests went to the first endpoint. */
  readonly share: (requests: number, path?: string) => Promise<number>;
}

async function bench(
  change: Partial<OutlierDetection>,
  count: number,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const client = new RecordingClient();
  const clock = { now: 0 };
  const settings: BackendSettings = { outlierDetection: { ...detection, ...change } };
  await withPlane(configured(settings, count), { client, now: () => clock.now }, async (running) => {
    const share = async (requests: number, path = '/'): Promise<number> => {
      client.addresses.length = 0;
      for (let index = 0; index < requests; index++) await ask(running.port, path);
      return client.names.filter((name) => name === bad).length;
    };
    await run({ ...running, client, clock, share });
  });
}

test('an endpoint that fails again and again is left out for a while, and longer the next time', async () => {
  await bench({}, 2, async ({ client, clock, share, events }) => {
    client.statusOf = (name) => (name === bad ? 500 : 200);
    assert.is(await share(20), 3);
    assert.equal(
      events.filter((event) => event.kind === 'endpoint'),
      [{ kind: 'endpoint', backend: 'Service/ns/echo/80', address: bad, change: 'ejected' }],
    );
    clock.now = 9999;
    assert.is(await share(10), 0);
    clock.now = 10_000;
    assert.is(await share(10), 3, 'back, and out again');
    clock.now = 29_999;
    assert.is(await share(10), 0, 'twice as long');
    clock.now = 30_000;
    client.statusOf = () => 200;
    assert.is(await share(10), 5);
    clock.now = 35_000;
    client.statusOf = (name) => (name === bad ? 500 : 200);
    assert.is(await share(20), 3);
    clock.now = 45_000;
    assert.is(await share(2), 1, 'five intervals of good behaviour are rewarded: as long as the first time');
  });
});

test('an answer that is no failure starts the count anew; a retry is another try', async () => {
  await bench({}, 1, async ({ client, share, events }) => {
    const statuses = [500, 500, 404, 500, 500, 200, 500, 500];
    let next = 0;
    client.statusOf = () => statuses[next++] ?? 200;
    await share(statuses.length);
    assert.not.ok(events.some((event) => event.kind === 'endpoint'));
  });
});

test('gateway errors count by themselves', async () => {
  const only = { consecutive5xx: 0, consecutiveGatewayErrors: 2, maxEjectionPercent: 100 };
  for (const [status, ejected] of [
    [500, false],
    [502, true],
    [503, true],
    [504, true],
  ] as const) {
    await bench(only, 2, async ({ client, share, events }) => {
      client.statusOf = (name) => (name === bad ? status : 200);
      await share(10);
      assert.is(
        events.some((event) => event.kind === 'endpoint'),
        ejected,
        String(status),
      );
    });
  }
});

test('no more than the percentage; all fail: all are asked', async () => {
  await bench({ maxEjectionPercent: 50 }, 4, async ({ client, share, events }) => {
    client.statusOf = () => 500;
    await share(40);
    assert.is(events.filter((event) => event.kind === 'endpoint').length, 2);
  });
  await bench({ maxEjectionPercent: 0 }, 2, async ({ client, share, events }) => {
    client.statusOf = () => 500;
    await share(10);
    assert.not.ok(events.some((event) => event.kind === 'endpoint'));
  });
  await bench({ maxEjectionPercent: 100 }, 2, async ({ client, share, events }) => {
    client.statusOf = () => 500;
    await share(20);
    assert.is(events.filter((event) => event.kind === 'endpoint').length, 2);
    assert.is(await share(10), 5, 'better than 503 for everybody');
  });
});

test('what one rule learns, all rules know, also after a swap of the configuration', async () => {
  await bench({}, 2, async ({ client, share, plane }) => {
    client.statusOf = (name) => (name === bad ? 500 : 200);
    await share(10);
    assert.is(await share(10, '/b'), 0);
    await plane.update(configured({ outlierDetection: detection }, 3));
    assert.is(await share(9), 0, 'another endpoint more');
    await plane.update(configurationOf([], []));
    await plane.update(configured({ outlierDetection: detection }, 2));
    assert.ok((await share(2)) > 0, 'a backend that was gone begins anew');
  });
});

test('connections that fail and answers that never come count, too', async () => {
  const silent = await RawUpstream.start(() => {});
  const settings: BackendSettings = { outlierDetection: { ...detection, consecutive5xx: 2, maxEjectionPercent: 100 } };
  const at = [
    { address: '127.0.0.1', port: 1 },
    { address: '127.0.0.1', port: silent.port },
  ];
  const rules = [{ settings: { timeouts: { backendRequest: 30 } } }];
  const configuration = configurationOf([balanced('echo', settings, at)], [virtualHost('*', rules)]);
  await withPlane(configuration, {}, async ({ port, events }) => {
    for (let index = 0; index < 6; index++) assert.ok((await ask(port, '/')).status > 500);
    const ejected = events.flatMap((event) => (event.kind === 'endpoint' ? [event.address] : []));
    assert.equal(ejected.sort(), ['127.0.0.1:1', `127.0.0.1:${silent.port}`].sort());
  });
  await silent.close();
});

test.run();
