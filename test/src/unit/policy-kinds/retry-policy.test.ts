import type { MergeMode } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, backendSettings, policy, ruleOf, scopeAt, shopWorld } from './policies.ts';

const test = suite('policy kinds: RetryPolicy');

type Fields = Readonly<Record<string, unknown>>;

const article = { override: { maxRetries: 10 }, default: { maxRetries: 5 } };

const onRoute = (spec: Fields, name = 'p') => policy('RetryPolicy', name, 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('RetryPolicy', 'gateway', 'Gateway/infra/edge', spec);
const onClass = (spec: Fields) => policy('RetryPolicy', 'class', 'GatewayClass/routeward', spec);

const attempts = (policies: readonly Fields[], rule: Fields = {}, mode?: MergeMode) =>
  ruleOf(shopWorld(policies, rule, mode)).settings.retry?.attempts;

test("the article's policy: ten tries more, five without the override", () => {
  assert.is(attempts([onRoute(article)]), 10);
  assert.is(attempts([onRoute({ default: article.default })]), 5);
  const world = shopWorld([onRoute(article)]);
  const { spec, origins, beaten } = scopeAt(world, 'RetryPolicy', 'HTTPRoute/shop/r') ?? {};
  assert.equal(JSON.parse(JSON.stringify(spec)), { maxRetries: 10 });
  assert.is(origins?.['maxRetries']?.policy, 'RetryPolicy/shop/p');
  assert.is(origins?.['maxRetries']?.mode, 'override');
  assert.equal(
    beaten?.map(({ mode, value }) => [mode, value]),
    [['default', 5]],
  );
});

interface Level {
  readonly override?: number;
  readonly default?: number;
}

/** Nothing, a default, an override, both. */
const choices = (override: number, fallback: number): readonly Level[] => [
  {},
  { default: fallback },
  { override },
  { override, default: fallback },
];

const rows = choices(1, 2).flatMap((top) => choices(3, 4).map((middle) => ({ top, middle })));

const specOf = (level: Level): Fields => ({
  ...(level.override !== undefined && { override: { maxRetries: level.override } }),
  ...(level.default !== undefined && { default: { maxRetries: level.default } }),
});

const policiesOf = ({ top, middle }: (typeof rows)[number], route: Level): readonly Fields[] =>
  [
    { level: top, build: onClass },
    { level: middle, build: onGateway },
    { level: route, build: onRoute },
  ]
    .filter(({ level }) => Object.keys(level).length > 0)
    .map(({ level, build }) => build(specOf(level)));

/** By the letter: whoever comes next wins where the one before it is a default. */
function literal(levels: readonly Level[]): number | undefined {
  const stack = levels.flatMap((level) => [
    ...(level.override === undefined ? [] : [{ override: true, value: level.override }]),
    ...(level.default === undefined ? [] : [{ override: false, value: level.default }]),
  ]);
  let value = stack[0]?.value;
  for (const [index, next] of stack.entries()) if (index > 0 && !stack[index - 1]?.override) value = next.value;
  return value;
}

for (const route of [{ override: 10, default: 5 }, { default: 5 }] satisfies Level[]) {
  const what = 'override' in route ? 'override and default' : 'default';
  test(`16 rows: GatewayClass and Gateway above a route with ${what}`, () => {
    assert.is(rows.length, 16);
    for (const row of rows) {
      const policies = policiesOf(row, route);
      const label = JSON.stringify({ ...row, route });
      const own: Level = route;
      const expected = row.top.override ?? row.middle.override ?? own.override ?? own.default;
      assert.is(attempts(policies), expected, `classic ${label}`);
      assert.is(attempts(policies, {}, 'gep-713'), expected, `gep-713 ${label}`);
      const byTheLetter = literal([row.top, row.middle, route]);
      assert.is(attempts(policies, {}, 'gep-713-literal'), byTheLetter, `literal ${label}`);
    }
  });
}

test('attaches at every level; the more specific default counts, the less specific override', () => {
  const targets = [
    'GatewayClass/routeward',
    'Namespace/infra',
    'Gateway/infra/edge',
    'Gateway/infra/edge#l0',
    'Namespace/shop',
    'HTTPRoute/shop/r',
    'HTTPRoute/shop/r#main',
    'Service/shop/cart',
    'Service/shop/cart#http',
  ];
  const namespaces = ['infra', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  for (const [index, target] of targets.entries()) {
    const one = policy('RetryPolicy', `p${index}`, target, { default: { maxRetries: index + 1 } });
    assert.is(attempts([...namespaces, one]), index + 1, `alone at ${target}`);
  }
  const all = (mode: string) =>
    targets.map((target, index) => policy('RetryPolicy', `p${index}`, target, { [mode]: { maxRetries: index + 1 } }));
  for (let count = 1; count <= targets.length; count += 1) {
    const defaults = all('default').slice(0, count);
    assert.is(attempts([...namespaces, ...defaults]), count, `defaults down to ${targets[count - 1]}`);
    const overrides = all('override').slice(count - 1);
    assert.is(attempts([...namespaces, ...overrides]), count, `overrides from ${targets[count - 1]} down`);
  }
});

test("the rule's own retry: no default replaces it, an override does", () => {
  const own = { retry: { attempts: 2, codes: [503], backoff: '40ms' } };
  const spec = { maxRetries: 7, retryOn: [500], backOff: { base: '1s', max: '9s' } };
  assert.equal(ruleOf(shopWorld([onRoute({ default: spec })], own)).settings.retry, {
    attempts: 2,
    statusCodes: [503],
    backoff: 40,
    maximumBackoff: 9000,
  });
  assert.equal(ruleOf(shopWorld([onGateway({ override: spec })], own)).settings.retry, {
    attempts: 7,
    statusCodes: [500],
    backoff: 1000,
    maximumBackoff: 9000,
  });
  const atomic = { overrides: { strategy: 'Atomic', maxRetries: 7 } };
  assert.equal(ruleOf(shopWorld([onGateway(atomic)], own)).settings.retry, {
    attempts: 7,
    statusCodes: [500, 502, 503, 504],
  });
});

test("an own retry without codes keeps to lost connections; a policy's retries are for the usual codes too", () => {
  const policies = [onRoute({ default: { maxRetries: 7, backOff: { base: '1s' } } })];
  assert.equal(ruleOf(shopWorld(policies, { retry: { attempts: 2 } })).settings.retry, {
    attempts: 2,
    statusCodes: [],
    backoff: 1000,
  });
  assert.equal(ruleOf(shopWorld(policies)).settings.retry?.statusCodes, [500, 502, 503, 504]);
});

test('the time of one try: stricter than a TimeoutPolicy, weaker than the rule itself unless it overrides', () => {
  const timeouts = (policies: readonly Fields[], rule: Fields = {}) =>
    ruleOf(shopWorld(policies, rule)).settings.timeouts;
  const perTry = (mode: string, perTryTimeout: string) => onRoute({ [mode]: { perTryTimeout } });
  const timeout = (mode: string, backendRequest: string) =>
    policy('TimeoutPolicy', 't', 'HTTPRoute/shop/r', { [mode]: { backendRequest } });
  const own = { timeouts: { request: '10s', backendRequest: '4s' } };
  assert.equal(timeouts([perTry('default', '2s')]), { backendRequest: 2000 });
  assert.equal(timeouts([perTry('default', '2s')], own), { request: 10_000, backendRequest: 4000 });
  assert.equal(timeouts([perTry('override', '2s')], own), { request: 10_000, backendRequest: 2000 });
  assert.equal(timeouts([perTry('default', '2s'), timeout('default', '3s')]), { backendRequest: 2000 });
  assert.equal(timeouts([perTry('default', '3s'), timeout('default', '2s')]), { backendRequest: 2000 });
  assert.equal(timeouts([perTry('default', '0s'), timeout('default', '2s')]), { backendRequest: 2000 });
  assert.equal(timeouts([perTry('default', '2s'), timeout('override', '9s')], own), {
    request: 10_000,
    backendRequest: 9000,
  });
});

test('the budget is of the backend, which has a key of its own then', () => {
  const world = shopWorld([onGateway({ defaults: { budget: { percent: 5 } } })]);
  assert.equal(backendSettings(world), { retryBudget: { percent: 5, minimum: 3 } });
  assert.is(ruleOf(world).settings.retry, undefined);
  const [backend, ...others] = world.engine.configuration.backends;
  assert.match(backend?.key ?? '', /^Service\/shop\/cart\/80~[0-9a-f]+$/);
  assert.equal(backend?.endpoints, [{ address: '10.0.0.1', port: 8080 }]);
  assert.is(others.length, 0, 'nobody uses the Service without settings');
});

test('every bad value is refused by name and path', () => {
  assertRefused('RetryPolicy', [
    [{ maxRetries: -1 }, 'maxRetries'],
    [{ maxRetries: 101 }, 'maxRetries'],
    [{ maxRetries: '3' }, 'maxRetries'],
    [{ maxRetries: 1.5 }, 'maxRetries'],
    [{ retryOn: [200] }, 'retryOn[0]'],
    [{ retryOn: [500, 500] }, 'retryOn[1]'],
    [{ retryOn: '5xx' }, 'retryOn'],
    [{ perTryTimeout: '5' }, 'perTryTimeout'],
    [{ backOff: { base: 'soon' } }, 'backOff.base'],
    [{ backOff: { max: '-1s' } }, 'backOff.max'],
    [{ budget: { percent: 101 } }, 'budget.percent'],
    [{ budget: { minimum: -1 } }, 'budget.minimum'],
  ]);
});

test('nothing of a policy with a bad value counts', () => {
  assert.is(attempts([onRoute({ default: { maxRetries: -1 }, override: { maxRetries: 9 } })]), undefined);
});

test.run();
