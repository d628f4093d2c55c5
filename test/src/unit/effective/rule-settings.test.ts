import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { edgeWorld, onlyRule, parentConditions, resourceOf, route, rulesOf, unchecked } from '../engine/world.ts';

const test = suite('effective: timeouts, retries, session persistence');

const settingsOf = (rule: object) => onlyRule(edgeWorld(route('shop/r', { rules: [rule] }))).settings;

test('what a rule does not set is not there', () => {
  assert.equal(settingsOf({}), {});
  assert.equal(settingsOf({ timeouts: {} }), { timeouts: {} });
});

for (const [text, milliseconds] of [
  ['0s', 0],
  ['150ms', 150],
  ['1m30s', 90_000],
  ['1h1h', 7_200_000],
  ['1s1ms1s', 2001],
] as const) {
  test(`a timeout of ${text} is ${milliseconds} ms`, () => {
    assert.equal(settingsOf({ timeouts: { request: text } }), { timeouts: { request: milliseconds } });
  });
}

test('both timeouts', () => {
  assert.equal(settingsOf({ timeouts: { request: '2s', backendRequest: '1s' } }), {
    timeouts: { request: 2000, backendRequest: 1000 },
  });
});

test('retries: one attempt unless said, codes in order and once, backoff in milliseconds', () => {
  assert.equal(settingsOf({ retry: {} }), { retry: { attempts: 1, statusCodes: [] } });
  assert.equal(settingsOf({ retry: { attempts: 0, codes: [503, 500], backoff: '250ms' } }), {
    retry: { attempts: 0, statusCodes: [500, 503], backoff: 250 },
  });
});

test('a session by header', () => {
  const sessionPersistence = { type: 'Header', header: { name: 'X-Session' }, absoluteTimeout: '1h' };
  assert.equal(settingsOf({ sessionPersistence }).sessionPersistence, {
    kind: 'header',
    name: 'x-session',
    absoluteTimeout: 3_600_000,
    permanent: false,
  });
});

test('a session by cookie', () => {
  const cookie = { name: 'Sid', path: '/shop', lifetimeType: 'Permanent' };
  assert.equal(settingsOf({ sessionPersistence: { cookie, absoluteTimeout: '1h' } }).sessionPersistence, {
    kind: 'cookie',
    name: 'Sid',
    absoluteTimeout: 3_600_000,
    path: '/shop',
    permanent: true,
  });
});

test('a cookie without a name gets one of its rule’s own, the same each time', () => {
  const rule = { sessionPersistence: { cookie: {} } };
  const rules = [{ ...rule, name: 'named' }, rule];
  const names = rulesOf(edgeWorld(route('shop/r', { rules }))).map(
    ({ settings }) => settings.sessionPersistence?.name ?? '',
  );
  assert.is(new Set(names).size, 2);
  for (const name of names) assert.match(name, /^routeward-[0-9a-f]{16}$/);
  const again = rulesOf(edgeWorld(route('shop/r', { rules: rules.toReversed() })));
  assert.is(again.find(({ origin }) => origin.ruleName === 'named')?.settings.sessionPersistence?.name, names[0]);
});

test('a duration that is none takes the rule out; only what skipped validation can hold one', () => {
  const { spec, ...rest } = JSON.parse(JSON.stringify(resourceOf(route('shop/r', {}))));
  const matches = [{ path: { type: 'PathPrefix', value: '/' } }];
  const rules = [{ matches, timeouts: { request: 'soon' } }];
  const world = edgeWorld();
  world.engine.apply([{ kind: 'upsert', resource: unchecked({ ...rest, spec: { ...spec, rules } }) }]);
  assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/UnsupportedValue');
  assert.is(world.engine.findings()[0]?.path, 'spec.rules[0].timeouts.request');
});

test.run();
