import { type EffectivePolicyScope, explain } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../../support/core-from-yaml.ts';

const test = suite('explain: policies of the rule that won');

const policy = (kind: string, name: string, spec: string): string => `---
apiVersion: policy.routeward.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}, namespace: default}
spec: ${spec}
`;

const target = (kind: string, name: string, sectionName?: string): string =>
  `targetRef: {kind: ${kind}, name: ${name}${sectionName === undefined ? '' : `, sectionName: ${sectionName}`}}`;

const base = `
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
    - {name: plain, port: 80, protocol: HTTP}
    - {name: strict, port: 8080, protocol: HTTP}
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: default}
spec: {ports: [{name: http, port: 80}, {name: slow, port: 81}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: default}
spec:
  parentRefs: [{name: edge}]
  rules:
    - {backendRefs: [{name: shop, port: 80}]}
    - {name: cart, matches: [{path: {value: /cart}}], backendRefs: [{name: shop, port: 81}]}
    - {matches: [{path: {value: /own}}], timeouts: {request: 3s}, backendRefs: [{name: shop, port: 81}]}
`;

function scopesOf(policies: readonly string[], path: string, port = 80): readonly EffectivePolicyScope[] {
  const { engine, matcher } = coreFromYaml([base, ...policies].join(''));
  const source = {
    configuration: engine.configuration,
    matcher,
    attachments: engine.attachments(),
    policies: engine.policies(),
    resource: (key: string) => engine.resource(key),
  };
  const result = explain(source, { authority: 'a.test', path, port });
  if (result.kind !== 'explained') throw new Error(result.message);
  return result.explanation.policies;
}

/** Objects of the engine have no prototype. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const lastSteps = (scopes: readonly EffectivePolicyScope[]): string[] =>
  scopes.map(({ kind, path }) => `${kind} ${path.at(-1)}`);

test('the winner is told what applies, where it comes from and what it beat', () => {
  const both = policy(
    'RetryPolicy',
    'article',
    `{${target('HTTPRoute', 'shop')}, override: {maxRetries: 10}, default: {maxRetries: 5}}`,
  );
  const [scope, ...more] = scopesOf([both], '/x');
  assert.equal(more, []);
  assert.equal(plain(scope?.spec), { maxRetries: 10 });
  assert.equal(plain(scope?.origins), { maxRetries: { policy: 'RetryPolicy/default/article', mode: 'override' } });
  assert.equal(scope?.beaten, [
    { field: 'maxRetries', policy: 'RetryPolicy/default/article', mode: 'default', value: 5 },
  ]);
});

test('a policy of another listener, rule or port is left out, one of its own is there', () => {
  const listener = policy(
    'RetryPolicy',
    'strict',
    `{${target('Gateway', 'edge', 'strict')}, default: {maxRetries: 1}}`,
  );
  assert.equal(lastSteps(scopesOf([listener], '/x', 80)), []);
  assert.equal(lastSteps(scopesOf([listener], '/x', 8080)), ['RetryPolicy HTTPRoute/default/shop']);

  const rule = policy('RetryPolicy', 'cart', `{${target('HTTPRoute', 'shop', 'cart')}, default: {maxRetries: 1}}`);
  assert.equal(lastSteps(scopesOf([rule], '/x')), []);
  assert.equal(lastSteps(scopesOf([rule], '/cart')), ['RetryPolicy HTTPRoute/default/shop#cart']);

  const port = policy('TimeoutPolicy', 'slow', `{${target('Service', 'shop', 'slow')}, default: {request: 7s}}`);
  assert.equal(lastSteps(scopesOf([port], '/x')), []);
  assert.equal(lastSteps(scopesOf([port], '/cart')), ['TimeoutPolicy Service/default/shop#slow']);
});

test("a rule's own value is an origin too, at its backend as well, and another rule's is not shown", () => {
  const timeout = policy('TimeoutPolicy', 'all', `{${target('Service', 'shop')}, default: {request: 7s}}`);
  const own = scopesOf([timeout], '/own').at(-1);
  assert.equal(plain(own?.origins), { request: { policy: 'HTTPRoute/default/shop', mode: 'object' } });
  assert.ok(own?.path.includes('HTTPRoute/default/shop#rules[2]'), own?.path.join(' > '));
  assert.equal(
    scopesOf([timeout], '/cart').map(({ spec }) => plain(spec)),
    [{ request: '7s' }],
  );
});

test('kinds come in the order of their names, and of each the route before its backends', () => {
  const policies = [
    policy('TimeoutPolicy', 'route', `{${target('HTTPRoute', 'shop')}, default: {request: 9s}}`),
    policy('TimeoutPolicy', 'service', `{${target('Service', 'shop')}, override: {request: 7s}}`),
    policy('RetryPolicy', 'route', `{${target('HTTPRoute', 'shop')}, default: {maxRetries: 1}}`),
  ];
  assert.equal(lastSteps(scopesOf(policies, '/x')), [
    'RetryPolicy HTTPRoute/default/shop',
    'TimeoutPolicy HTTPRoute/default/shop',
    'TimeoutPolicy Service/default/shop',
  ]);
});

test('nothing is told where no rule won, and where no policies are given', () => {
  const retry = policy('RetryPolicy', 'all', `{${target('HTTPRoute', 'shop')}, default: {maxRetries: 1}}`);
  assert.equal(scopesOf([retry], '/x', 81), []);
  const { engine, matcher } = coreFromYaml(base + retry);
  const source = { configuration: engine.configuration, matcher, attachments: engine.attachments() };
  const result = explain(source, { authority: 'a.test', path: '/x' });
  assert.equal(result.kind === 'explained' && result.explanation.policies, []);
});

test.run();
