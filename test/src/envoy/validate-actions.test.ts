import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { EffectiveConfiguration, EffectiveRule, FaultFilter } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { type Asked, EnvoyWorld, gateway, route } from './support/envoy-world.ts';

const test = suite('envoy: what rules do');
const binary = findEnvoy();

const to = (...backends: readonly string[]): string => `backendRefs: [${backends.join(', ')}]`;
const backend = (name: string, weight = 1, filters = ''): string =>
  `{name: ${name}, port: 80, weight: ${weight}${filters === '' ? '' : `, filters: [${filters}]`}}`;
const at = (path: string, rest: string): string => `{matches: [{path: {value: ${path}}}], ${rest}}`;
const set = (type: string, field: string, value: string): string =>
  `{type: ${type}HeaderModifier, ${type.toLowerCase()}HeaderModifier: {set: [{name: x-set, value: ${value}}], add: [{name: ${field}, value: ${value}}]}}`;

const rules = `[
  ${at('/half', to(backend('a'), backend('b')))},
  ${at('/nine', to(backend('a', 9), backend('b', 1)))},
  ${at('/broken', to(backend('a'), backend('missing')))},
  ${at('/none', to(backend('a', 0)))},
  ${at('/empty', to(backend('d')))},
  ${at('/some', to(backend('a'), backend('d')))},
  ${at('/own', `filters: [${set('Request', 'x-more', 'rule')}, ${set('Response', 'x-more', 'rule')}], ${to(backend('a', 1, set('Request', 'x-more', 'backend')), backend('b', 1, set('Response', 'x-more', 'backend')))}`)},
  ${at('/split', to(backend('a', 1, '{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /a}}}'), backend('b', 1, '{type: RequestRedirect, requestRedirect: {hostname: b.test}}'), backend('missing'), backend('c')))},
  ${at('/hosts', `filters: [{type: URLRewrite, urlRewrite: {hostname: rule.test}}], ${to(backend('a', 1, '{type: URLRewrite, urlRewrite: {hostname: a.test}}'), backend('b'))}`)},
  ${at('/quick', `timeouts: {request: 200ms}, ${to(backend('a'))}`)},
  ${at('/try', `timeouts: {request: 5s, backendRequest: 200ms}, ${to(backend('a'))}`)},
  ${at('/retry', `retry: {attempts: 2, codes: [503], backoff: 1ms}, ${to(backend('a'))}`)},
  ${at('/reset', `retry: {attempts: 2, backoff: 1ms}, ${to(backend('c'))}`)},
  ${at('/tries', `retry: {attempts: 2, backoff: 1ms}, timeouts: {request: 5s, backendRequest: 100ms}, ${to(backend('a'))}`)},
  ${at('/mirror', `filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, port: 80}, percent: 50}}], ${to(backend('a'))}`)},
  ${at('/fault', to(backend('a')))},
  ${at('/upgrade', to(backend('c')))},
  ${at('/h2', `backendRefs: [{name: h2, port: 80}]`)},
  ${at('/session', `sessionPersistence: {cookie: {name: keep}}, ${to(backend('b'))}`)},
  ${at('/lasting', `sessionPersistence: {absoluteTimeout: 1h, cookie: {name: keep, lifetimeType: Permanent}}, ${to(backend('b'))}`)},
  ${at('/header', `sessionPersistence: {type: Header, header: {name: x-keep}}, ${to(backend('b'))}`)}
]`;

const manifests = `${gateway('[{name: http, port: 80, protocol: HTTP}]')}---
apiVersion: v1
kind: Service
metadata: {name: h2, namespace: default}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
${rules
  .split('\n')
  .filter((line) => line.startsWith('  '))
  .map((line, index) => route(`r${index}`, '[a.test]', `[${line.trim().replace(/,$/, '')}]`))
  .join('')}`;

const fault: FaultFilter = {
  kind: 'fault',
  delay: { duration: 100, percentage: 100 },
  abort: { statusCode: 418, percentage: 50 },
};

/** No frontend writes faults yet. */
function withFault(configuration: EffectiveConfiguration): EffectiveConfiguration {
  const edit = (rule: EffectiveRule): EffectiveRule =>
    rule.match.path.value === '/fault' ? { ...rule, filters: [...rule.filters, fault] } : rule;
  const gateways = configuration.gateways.map((found) => ({
    ...found,
    listeners: found.listeners.map((listener) => ({
      ...listener,
      virtualHosts: listener.virtualHosts.map((host) => ({ ...host, rules: host.rules.map(edit) })),
    })),
  }));
  return { ...configuration, gateways };
}

/** Reads what comes, then hangs up, unless it is asked for another protocol. */
let hangUps = 0;
const rude = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (head) => {
    if (!head.toString('latin1').toLowerCase().includes('upgrade: websocket')) {
      hangUps += 1;
      socket.destroy();
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.on('data', (bytes) => socket.write(`echo ${bytes}`));
  });
});

const http2 = createHttp2Server((_, response) => response.end('over HTTP/2'));

const listening = (server: Pick<Server, 'listen' | 'address'>): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const world = new EnvoyWorld(manifests, withFault);
if (binary !== undefined) {
  const local = (port: number) => ({ address: '127.0.0.1', port });
  const { backends } = world;
  await world.start(
    binary,
    new Map([
      ['default/c:80', [local(await listening(rude))]],
      ['default/h2:80', [local(await listening(http2))]],
      [
        'default/b:80',
        await Promise.all(['default/b:80', 'b2', 'b3', 'b4'].map(async (key) => local(await backends.port(key)))),
      ],
    ]),
  );
}
test.after(async () => {
  await world.stop();
  rude.close();
  http2.close();
});

/** What came back how often: the backend that answered, or the status. */
async function shares(path: string, count = 400): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (let turn = 0; turn < count; turn += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.ask(`a.test${path}`)));
    for (const { status, seen } of answers) {
      const key = String(status === 200 ? seen[0]?.backend.replace(/^b\d$/, 'default/b:80') : status);
      found[key] = (found[key] ?? 0) + 1;
    }
  }
  return found;
}

const within = (value: number | undefined, low: number, high: number): void =>
  assert.ok(value !== undefined && value >= low && value <= high, `${value} is not from ${low} to ${high}`);

const seenField = async (path: string, name: string, asked: Asked = {}): Promise<string[]> =>
  ((await world.ask(`a.test${path}`, asked)).seen[0]?.fields ?? [])
    .filter(([key]) => key === name)
    .map(([, value]) => value);

if (binary === undefined) skipped('what rules do on a real Envoy');
else {
  test('backends get their shares, those that can not be used keep theirs', async () => {
    const half = await shares('/half');
    within(half['default/a:80'], 120, 280);
    within(half['default/b:80'], 120, 280);
    within((await shares('/nine'))['default/b:80'], 10, 90);
    within((await shares('/broken'))['500'], 120, 280);
    assert.equal(await shares('/none', 20), { 500: 20 });
    assert.equal(await shares('/empty', 20), { 503: 20 });
    within((await shares('/some'))['503'], 120, 280);
  });

  test('filters of a backend that a weighted cluster can not express are routes of their own', async () => {
    const found = await shares('/split');
    for (const key of ['default/a:80', '302', '500', '503']) within(found[key], 50, 150);
    const rewritten = (await Promise.all(Array.from({ length: 40 }, () => world.ask('a.test/split')))).filter(
      ({ status }) => status === 200,
    );
    assert.ok(rewritten.length > 0);
    for (const { seen } of rewritten) assert.is(seen[0]?.path, '/a');
  });

  test('header changes of a backend come behind those of its rule', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const { seen, headers } = await world.ask('a.test/own');
      const sent = seen[0]?.fields ?? [];
      const values = (name: string) => sent.filter(([key]) => key === name).map(([, value]) => value);
      const toA = seen[0]?.backend === 'default/a:80';
      assert.equal(values('x-set'), [toA ? 'backend' : 'rule']);
      assert.equal(values('x-more'), toA ? ['rule', 'backend'] : ['rule']);
      assert.is(headers['x-set'], toA ? 'rule' : 'backend');
      assert.is(headers['x-more'], `from the backend, rule${toA ? '' : ', backend'}`);
    }
  });

  test('a host rewrite of a backend goes before that of its rule', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const { seen } = await world.ask('a.test/hosts');
      assert.is(seen[0]?.host, seen[0]?.backend === 'default/a:80' ? 'a.test' : 'rule.test');
      assert.is(seen[0]?.fields.find(([name]) => name === 'x-forwarded-host')?.[1], 'a.test');
    }
  });

  test('timeouts end a request, or a try, with 504', async () => {
    const slow = { headers: { 'x-delay': '1000' } };
    assert.is((await world.ask('a.test/quick', slow)).status, 504);
    assert.is((await world.ask('a.test/try', slow)).status, 504);
    assert.is((await world.ask('a.test/half', { headers: { 'x-delay': '300' } })).status, 200);
  });

  test('tries are repeated for the status codes of the rule, whatever the method', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, seen } = await world.ask('a.test/retry', { method, headers: { 'x-answer': '503' } });
      assert.equal([status, seen.length], [503, 3], method);
      assert.is((await world.ask('a.test/retry', { method, headers: { 'x-answer': '500' } })).seen.length, 1, method);
    }
  });

  test('a try without an answer, or too late, is repeated where the method may be', async () => {
    const tries = async (method: string): Promise<number> => {
      hangUps = 0;
      assert.is((await world.ask('a.test/reset', { method })).status, 503);
      return hangUps;
    };
    assert.is(await tries('GET'), 3);
    assert.is(await tries('POST'), 1);
    const late = { headers: { 'x-delay': '600' } };
    assert.is((await world.ask('a.test/tries', late)).seen.length, 3);
    assert.is((await world.ask('a.test/tries', { ...late, method: 'POST' })).seen.length, 1);
  });

  test('a part of the requests is copied, host and all', async () => {
    let copies = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      const { seen } = await world.ask('a.test/mirror', { headers: { 'x-delay': '20' } });
      const copy = seen.find(({ backend: name }) => name !== 'default/a:80');
      if (copy) copies += 1;
      if (copy) assert.is(copy.host, 'a.test');
    }
    within(copies, 10, 50);
  });

  test('faults delay all and abort a part', async () => {
    const start = performance.now();
    const found = await shares('/fault', 40);
    within(found['418'], 5, 35);
    assert.ok(performance.now() - start > 150, 'the delays were waited for');
  });

  test('a backend that speaks HTTP/2 is spoken to so', async () => {
    assert.is((await world.ask('a.test/h2')).status, 200);
  });

  test('a WebSocket is switched to and passed on', async () => {
    const socket = connect(await world.port(), '127.0.0.1');
    const head = 'GET /upgrade HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    socket.write(head);
    let text = '';
    const received = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!text.includes(wanted)) return;
          socket.off('data', look);
          resolve();
        };
        socket.on('data', look);
        look();
      });
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    await received('\r\n\r\n');
    assert.match(text, /^HTTP\/1\.1 101 /);
    socket.write('hello');
    await received('echo hello');
    socket.destroy();
  });

  test('a session stays with its endpoint, by cookie or by header', async () => {
    const first = await world.ask('a.test/session');
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    assert.match(cookie, /^keep=/);
    assert.not.match(cookie, /Max-Age/);
    for (let turn = 0; turn < 12; turn += 1) {
      const { seen } = await world.ask('a.test/session', { headers: { cookie: cookie.split(';')[0] ?? '' } });
      assert.is(seen[0]?.backend, first.seen[0]?.backend);
    }
    assert.match((await world.ask('a.test/lasting')).headers['set-cookie']?.[0] ?? '', /Max-Age=3600/);
    const byHeader = await world.ask('a.test/header');
    const keep = String(byHeader.headers['x-keep']);
    for (let turn = 0; turn < 12; turn += 1) {
      const { seen } = await world.ask('a.test/header', { headers: { 'x-keep': keep } });
      assert.is(seen[0]?.backend, byHeader.seen[0]?.backend);
    }
  });

  test('what clients say about the way of their request is not believed', async () => {
    const headers = {
      'x-forwarded-for': '9.9.9.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil',
      forwarded: 'for=9',
    };
    assert.not.match((await seenField('/half', 'x-forwarded-for', { headers })).join(), '9.9.9.9');
    assert.equal(await seenField('/half', 'x-forwarded-proto', { headers }), ['http']);
    assert.equal(await seenField('/half', 'x-forwarded-host', { headers }), ['a.test']);
    assert.equal(await seenField('/half', 'forwarded', { headers }), []);
    assert.equal(await seenField('/half', 'x-envoy-external-address'), []);
    assert.equal(await seenField('/half', 'x-request-id'), []);
  });
}

test.run();
