import { type DecisionRequest, type Explanation, explain } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../../support/core-from-yaml.ts';

const test = suite('explain: why a request gets its answer');

const route = (name: string, spec: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec: ${spec}
`;

const core = coreFromYaml(`
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: routeward}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default}
spec:
  gatewayClassName: routeward
  listeners:
    - {name: any, port: 80, protocol: HTTP}
    - {name: shop, port: 80, protocol: HTTP, hostname: "*.shop.test"}
    - {name: other, port: 8080, protocol: HTTP}
${route(
  'exact',
  `{parentRefs: [{name: edge}], hostnames: [a.shop.test], rules: [
    {name: first, matches: [{path: {type: Exact, value: /p}, method: POST, headers: [{name: X-A, value: "1"}], queryParams: [{name: q, value: "1"}]}]},
    {matches: [{path: {value: /p}}]},
    {matches: [{path: {value: /p}}]}]}`,
)}${route('wild', `{parentRefs: [{name: edge}], hostnames: ["*.shop.test"], rules: [{matches: [{path: {value: /}}]}]}`)}${route(
  'elsewhere',
  `{parentRefs: [{name: edge, sectionName: any}], rules: [{}]}`,
)}${route('lost', `{parentRefs: [{name: edge, sectionName: nowhere}], rules: [{}]}`)}${route(
  'foreign-host',
  `{parentRefs: [{name: edge, sectionName: shop}], hostnames: [b.example.com], rules: [{}]}`,
)}`);

const source = {
  configuration: core.engine.configuration,
  matcher: core.matcher,
  attachments: core.engine.attachments(),
};

function explained(request: DecisionRequest): Explanation {
  const result = explain(source, request);
  if (result.kind !== 'explained') throw new Error(result.message);
  return result.explanation;
}

/** `route/rule@virtual host: outcome or criterion`, in the explanation's order. */
const lines = ({ rules }: Explanation): string[] =>
  rules.map((verdict) => {
    const name = `${verdict.route.slice('HTTPRoute/default/'.length)}/${verdict.rule}@${verdict.listener}/${verdict.virtualHost}`;
    return `${name}: ${verdict.outcome === 'won' ? 'won' : verdict.criterion}`;
  });

test('the winner comes first, and every other rule says at which criterion it lost', () => {
  const explanation = explained({ authority: 'a.shop.test', path: '/p' });
  assert.is(lines(explanation)[0], 'exact/1@shop/a.shop.test: won');
  assert.equal(lines(explanation).slice(1).sort(), [
    'elsewhere/0@any/*: listener',
    'exact/0@any/a.shop.test: listener',
    'exact/0@shop/a.shop.test: method',
    'exact/1@any/a.shop.test: listener',
    'exact/2@any/a.shop.test: listener',
    'exact/2@shop/a.shop.test: rule order',
    'wild/0@any/*.shop.test: listener',
    'wild/0@shop/*.shop.test: less specific host',
  ]);
  assert.is(explanation.decision.route, 'HTTPRoute/default/exact');
});

const failures: readonly (readonly [string, Partial<DecisionRequest>, string])[] = [
  ['path', { method: 'POST', path: '/q' }, 'path is "/q", wanted exact "/p"'],
  ['method', {}, 'method is GET, wanted POST'],
  ['header', { method: 'POST' }, 'header x-a is not there, wanted exact "1"'],
  ['header', { method: 'POST', headers: [['x-a', '2']] }, 'header x-a is "2", wanted exact "1"'],
  [
    'query parameter',
    { method: 'POST', headers: [['X-A', '1']], path: '/p?q=2' },
    'query parameter q is "2", wanted exact "1"',
  ],
  [
    'query parameter',
    { method: 'POST', headers: [['X-A', '1']], path: '/p?%zz' },
    'query parameter q is not there, wanted exact "1"',
  ],
];

for (const [criterion, request, detail] of failures) {
  test(`a rule that fails at its ${criterion} says so: ${detail}`, () => {
    const { rules } = explained({ authority: 'a.shop.test', path: '/p', ...request });
    const verdict = rules.find((rule) => rule.ruleName === 'first' && rule.listener === 'shop');
    assert.is(verdict?.outcome, 'lost');
    if (verdict?.outcome !== 'lost') return;
    assert.is(verdict.criterion, criterion);
    assert.is(verdict.detail, detail);
  });
}

test('a rule that matches everything it asks for wins', () => {
  const { rules } = explained({
    authority: 'A.shop.test:80',
    path: '/p?q=1',
    method: 'POST',
    headers: [['X-A', '1']],
  });
  assert.is(rules[0]?.outcome, 'won');
  assert.is(rules[0]?.ruleName, 'first');
});

test('listeners say which one owns the host', () => {
  const verdicts = (authority: string) =>
    explained({ authority, path: '/' }).listeners.map(({ listener, verdict }) => `${listener}: ${verdict}`);
  assert.equal(verdicts('a.shop.test'), ['any: less specific', 'shop: selected']);
  assert.equal(verdicts('x.test'), ['any: selected', 'shop: other host']);
});

test('parentRefs that did not attach say why', () => {
  const refused = explained({ authority: 'x.test', path: '/' }).refused.map(
    ({ route: key, reason }) => `${key} ${reason}`,
  );
  assert.equal(refused.sort(), [
    'HTTPRoute/default/foreign-host NoMatchingListenerHostname',
    'HTTPRoute/default/lost NoMatchingParent',
  ]);
});

test('a port that no Gateway serves explains itself with no listeners', () => {
  const explanation = explained({ authority: 'x.test', path: '/', port: 9999 });
  assert.equal(explanation.listeners, []);
  assert.equal(explanation.decision, { action: 'none', code: 404 });
});

test('an ambiguous port is said, not guessed', () => {
  const two = coreFromYaml(
    ['one', 'two']
      .map(
        (name) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${name}}
spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}`,
      )
      .join('\n---') +
      `
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: routeward.dev/gateway-controller}
`,
  );
  const result = explain(
    { configuration: two.engine.configuration, matcher: two.matcher, attachments: [] },
    { authority: 'x.test', path: '/' },
  );
  assert.is(result.kind, 'ambiguous');
});

test.run();
