import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, backendSettings, policy, ruleOf, scopeAt, shopWorld } from './policies.ts';

const test = suite('policy kinds: TimeoutPolicy');

type Fields = Readonly<Record<string, unknown>>;

const at = (target: string, spec: Fields, name = 'p') => policy('TimeoutPolicy', name, target, spec);

test('sets the times of a rule and of its backends', () => {
  const spec = { request: '10s', backendRequest: '2s', connect: '250ms', idle: '1m30s' };
  const world = shopWorld([at('Gateway/infra/edge', { default: spec })]);
  assert.equal(ruleOf(world).settings, { timeouts: { request: 10_000, backendRequest: 2000 } });
  assert.equal(backendSettings(world), { connectTimeout: 250, idleTimeout: 90_000 });
});

test("the rule's own times: no default replaces them, an override does, and 0 switches off", () => {
  const own = { timeouts: { request: '5s' } };
  const spec = { request: '0s', backendRequest: '1s' };
  assert.equal(ruleOf(shopWorld([at('HTTPRoute/shop/r', { default: spec })], own)).settings.timeouts, {
    request: 5000,
    backendRequest: 1000,
  });
  const world = shopWorld([at('Gateway/infra/edge', { override: spec })], own);
  assert.equal(ruleOf(world).settings.timeouts, { request: 0, backendRequest: 1000 });
  const scope = scopeAt(world, 'TimeoutPolicy', 'HTTPRoute/shop/r#main');
  assert.is(scope?.origins['request']?.policy, 'TimeoutPolicy/infra/p');
});

test('each of two rules that reach one Service has a backend with its own settings', () => {
  const rules = ['quick', 'slow'].map((name) => ({
    name,
    matches: [{ path: { value: `/${name}` } }],
    backendRefs: [{ name: 'cart', port: 80 }],
  }));
  const world = shopWorld([at('HTTPRoute/shop/r#quick', { default: { connect: '1s' } })]);
  const route = world.engine.resource('HTTPRoute/shop/r');
  assert.ok(route);
  world.upsert({ ...JSON.parse(JSON.stringify(route)), spec: { ...JSON.parse(JSON.stringify(route)).spec, rules } });
  const { backends } = world.engine.configuration;
  assert.is(backends.length, 2);
  assert.equal(
    backends.map(({ settings }) => settings),
    [undefined, { connectTimeout: 1000 }],
  );
  assert.equal(backends[0]?.endpoints, backends[1]?.endpoints);
});

test('backends that come to different times: those from above them count, and the policy is told', () => {
  const backendRefs = ['cart', 'pay'].map((name) => ({ name, port: 80 }));
  const pay = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'shop', name: 'pay' } };
  const world = shopWorld(
    [
      { ...pay, spec: { ports: [{ port: 80 }] } },
      at('HTTPRoute/shop/r', { default: { request: '9s' } }, 'above'),
      at('Service/shop/pay', { default: { request: '1s', connect: '2s' } }, 'below'),
    ],
    { backendRefs },
  );
  const rule = ruleOf(world);
  assert.equal(rule.settings.timeouts, { request: 9000 });
  assert.equal(backendSettings(world, rule, 0), undefined);
  assert.equal(backendSettings(world, rule, 1), { connectTimeout: 2000 });
});

test('every bad value is refused by name and path', () => {
  assertRefused('TimeoutPolicy', [
    [{ request: '5' }, 'request'],
    [{ backendRequest: '1d' }, 'backendRequest'],
    [{ connect: 5 }, 'connect'],
    [{ idle: '-1s' }, 'idle'],
  ]);
});

test.run();
