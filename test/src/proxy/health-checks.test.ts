import type { BackendSettings, HealthCheck } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, configurationOf, virtualHost } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { type RunningPlane, withPlane } from './support/plane.ts';
import { okReply, type RawReply, RawUpstream } from './support/raw-upstream.ts';
import { sleep, until } from './support/within.ts';

const test = suite('proxy: health checks');

const times = { interval: 20, timeout: 100, unhealthyThreshold: 2, healthyThreshold: 2 };
const http: HealthCheck = { kind: 'http', path: '/healthz', method: 'GET', expectedStatuses: [200], ...times };

const configured = (ports: readonly number[], settings: BackendSettings) =>
  configurationOf([{ ...backend('echo', ports), settings }], [virtualHost('*', [{}])]);

const isHealthCheck = (url: string | undefined): boolean => url === '/healthz';

/** Two backends; the first says of itself what `well` says. */
async function pair(
  healthCheck: HealthCheck,
  run: (running: RunningPlane, well: { status: number }, first: EchoBackend, second: EchoBackend) => Promise<void>,
): Promise<void> {
  const well = { status: 200 };
  const first = await EchoBackend.start('first', (request, response) => {
    if (!isHealthCheck(request.url)) return false;
    if (well.status > 0) response.writeHead(well.status).end();
    return true;
  });
  const second = await EchoBackend.start('second', (request, response) => {
    if (isHealthCheck(request.url)) response.end();
    return isHealthCheck(request.url);
  });
  const configuration = configured([first.port, second.port], { healthCheck });
  await withPlane(configuration, {}, (running) => run(running, well, first, second));
  await first.close();
  await second.close();
}

const whoAnswers = async (port: number): Promise<string[]> => {
  const names: string[] = [];
  for (let index = 0; index < 6; index++) names.push(echoOf(await ask(port, '/')).name);
  return [...new Set(names)].sort();
};

const changes = ({ events }: RunningPlane): string[] =>
  events.flatMap((event) => (event.kind === 'endpoint' ? [event.change] : []));

test('HTTP: an endpoint that says that it is ill gets no traffic until it is well', async () => {
  for (const illness of [503, 204, 0]) {
    await pair(http, async (running, well) => {
      assert.equal(await whoAnswers(running.port), ['first', 'second']);
      well.status = illness;
      await until(() => changes(running).includes('unhealthy'), `unhealthy by ${illness}`);
      assert.equal(await whoAnswers(running.port), ['second']);
      well.status = 200;
      await until(() => changes(running).includes('healthy'), 'healthy');
      assert.equal(await whoAnswers(running.port), ['first', 'second']);
    });
  }
});

test('HTTP: the question is the one of the settings', async () => {
  const upstream = await RawUpstream.start(okReply);
  const asks = async (change: Partial<Extract<HealthCheck, { kind: 'http' }>>): Promise<string> => {
    const before = upstream.requests.length;
    const settings: BackendSettings = { healthCheck: { ...http, ...change } };
    await withPlane(configured([upstream.port], settings), {}, async () => {
      await until(() => upstream.requests.length > before, 'a question');
    });
    return upstream.requests[before]?.head ?? '';
  };
  const own = `127.0.0.1:${upstream.port}`;
  assert.match(await asks({}), new RegExp(`^GET /healthz HTTP/1\\.1\r\nHost: ${own}\r\n`));
  assert.match(
    await asks({ hostname: 'shop.example', method: 'HEAD', path: '/a b' }),
    /^HEAD \/a%20b HTTP\/1\.1\r\nHost: shop\.example\r\n/,
  );
  const hostile = await asks({ hostname: 'a\r\nX: y', method: 'GET / HTTP/1.1\r\nX:', path: 'no' });
  assert.match(hostile, new RegExp(`^GET / HTTP/1\\.1\r\nHost: ${own}\r\n`));
  await upstream.close();
});

test('HTTP: an answer that breaks HTTP, an upgrade and an end are no health', async () => {
  const replies: readonly RawReply[] = [
    (socket) => socket.write('nonsense\r\n\r\n'),
    (socket) => socket.write('HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    (socket) => socket.destroy(),
    (socket) => socket.write('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'),
  ];
  for (const reply of replies) {
    const upstream = await RawUpstream.start(reply);
    await withPlane(configured([upstream.port], { healthCheck: http }), {}, async (running) => {
      await until(() => changes(running).includes('unhealthy'), 'unhealthy');
    });
    await upstream.close();
  }
});

test('TCP: a port that nobody listens on is ill; alone, it is still asked', async () => {
  const upstream = await RawUpstream.start(okReply);
  const settings: BackendSettings = { healthCheck: { kind: 'tcp', ...times } };
  await withPlane(configured([upstream.port, 1], settings), {}, async (running) => {
    await until(() => changes(running).includes('unhealthy'), 'unhealthy');
    for (let index = 0; index < 4; index++) assert.is((await ask(running.port, '/')).status, 200);
    const [told] = running.events.filter((event) => event.kind === 'endpoint');
    assert.equal(told, {
      kind: 'endpoint',
      backend: 'Service/ns/echo/80',
      address: '127.0.0.1:1',
      change: 'unhealthy',
    });
  });
  await upstream.close();
  await withPlane(configured([1], settings), {}, async (running) => {
    await until(() => changes(running).includes('unhealthy'), 'unhealthy');
    assert.is((await ask(running.port, '/')).status, 502, 'tried all the same');
  });
});

test('checks end with the endpoint, with the backend and with the data plane', async () => {
  const { close, port, requests } = await (async () => {
    const upstream = await RawUpstream.start(okReply);
    return { port: upstream.port, requests: () => upstream.requests.length, close: () => upstream.close() };
  })();
  const other = await RawUpstream.start(okReply);
  const settings: BackendSettings = { healthCheck: http };
  const settled = async (): Promise<number> => {
    // One that is on its way may still arrive.
    await sleep(60);
    const count = requests();
    await sleep(100);
    return requests() - count;
  };
  await withPlane(configured([port], settings), {}, async ({ plane }) => {
    await until(() => requests() > 2, 'some checks');
    await plane.update(configured([other.port], settings));
    assert.is(await settled(), 0, 'the endpoint is gone');
    await plane.update(configured([port], settings));
    const before = requests();
    await until(() => requests() > before, 'checks again');
    await plane.update(configurationOf([], []));
    assert.is(await settled(), 0, 'the backend is gone');
    await plane.update(configured([port], settings));
    const again = requests();
    await until(() => requests() > again, 'checks again');
  });
  assert.is(await settled(), 0, 'the data plane is closed');
  await close();
  await other.close();
});

test('health is kept over a swap', async () => {
  await pair(http, async (running, well, first, second) => {
    well.status = 500;
    await until(() => changes(running).includes('unhealthy'), 'unhealthy');
    await running.plane.update(configured([first.port, second.port], { healthCheck: http }));
    assert.equal(await whoAnswers(running.port), ['second']);
  });
});

test('gRPC checks are told to be missing; traffic flows', async () => {
  const upstream = await RawUpstream.start(okReply);
  await withPlane(configurationOf([], []), {}, async ({ port, plane, events }) => {
    await plane.update(configured([upstream.port], { healthCheck: { kind: 'grpc', ...times } }));
    assert.is((await ask(port, '/')).status, 200);
    assert.ok(events.some((event) => event.kind === 'unsupported' && event.backend === 'Service/ns/echo/80'));
  });
  await upstream.close();
});

test.run();
