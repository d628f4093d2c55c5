import type { Finding } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../../support/core-from-yaml.ts';

const test = suite('effective: rules that no request reaches');

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: routeward}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: routeward
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
    - {name: other, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
`;

const route = (name: string, rules: string, more = '', day = 1): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: app, creationTimestamp: "2026-01-0${day}T00:00:00Z"}
spec: {parentRefs: [{name: edge, namespace: infra}], ${more} rules: [${rules}]}
`;

const findingsOf = (...routes: readonly string[]): readonly Finding[] =>
  coreFromYaml([gateway, ...routes].join('')).engine.findings();

const conflicts = (...routes: readonly string[]): string[] =>
  findingsOf(...routes)
    .filter(({ rule }) => rule === 'conflict')
    .map(({ resource, path }) => `${resource} ${path}`);

const host = 'hostnames: [a.example.com],';

test('the loser of a hostname is told who wins it and why', () => {
  assert.equal(findingsOf(route('new', '{}', host, 2), route('old', '{}', host, 1)), [
    {
      severity: 'warning',
      rule: 'conflict',
      resource: 'HTTPRoute/app/new',
      path: 'spec.rules[0].matches[0]',
      message:
        'no request reaches it at a.example.com of Gateway/infra/edge: HTTPRoute/app/old spec.rules[0].matches[0] is the same match and stands before it (older route)',
    },
  ]);
});

const path = (value: string, more = '', type = 'PathPrefix'): string =>
  `{path: {type: ${type}, value: ${value}}${more}}`;

const cases: readonly (readonly [string, string, string, boolean])[] = [
  ['the same prefix, once with a slash behind it', path('/a/'), path('/a'), true],
  ['a prefix and the exact path', path('/a'), path('/a', '', 'Exact'), false],
  ['the same method', path('/a', ', method: GET'), path('/a', ', method: GET'), true],
  ['one with a method and one without', path('/a', ', method: GET'), path('/a'), false],
  [
    'headers in another order and case',
    path('/a', ', headers: [{name: X-A, value: "1"}, {name: b, value: "2"}]'),
    path('/a', ', headers: [{name: B, value: "2"}, {name: x-a, value: "1"}]'),
    true,
  ],
  [
    'another value of a header',
    path('/a', ', headers: [{name: a, value: "1"}]'),
    path('/a', ', headers: [{name: a, value: "2"}]'),
    false,
  ],
  [
    'query parameters of another case',
    path('/a', ', queryParams: [{name: a, value: "1"}]'),
    path('/a', ', queryParams: [{name: A, value: "1"}]'),
    false,
  ],
  [
    'a header and a query parameter of one name',
    path('/a', ', headers: [{name: a, value: "1"}]'),
    path('/a', ', queryParams: [{name: a, value: "1"}]'),
    false,
  ],
  ['a path that is written with an escape', path('/admin'), path('/%61dmin'), true],
];

for (const [label, first, second, shadowed] of cases) {
  test(`${label}: ${shadowed ? 'the second is never reached' : 'both have requests'}`, () => {
    const found = conflicts(route('r', `{matches: [${first}]}, {matches: [${second}]}`));
    assert.equal(found, shadowed ? ['HTTPRoute/app/r spec.rules[1].matches[0]'] : []);
  });
}

test('a rule that says the same twice has its requests; so has one on another hostname or listener', () => {
  assert.equal(conflicts(route('r', `{matches: [${path('/a')}, ${path('/a')}]}`)), []);
  assert.equal(conflicts(route('a', '{}', host), route('b', '{}', 'hostnames: [b.example.com],')), []);
  assert.equal(conflicts(route('a', '{}', host), route('any', '{}')), []);
});

test('a change that takes the winner away takes the warning away, and one that brings it brings it back', () => {
  const { engine } = coreFromYaml([gateway, route('new', '{}', host, 2), route('old', '{}', host, 1)].join(''));
  const count = (): number => engine.findings().filter(({ rule }) => rule === 'conflict').length;
  assert.is(count(), 1);
  const old = engine.resource('HTTPRoute/app/old');
  engine.apply([{ kind: 'delete', key: 'HTTPRoute/app/old' }]);
  assert.is(count(), 0);
  if (old) engine.apply([{ kind: 'upsert', resource: old }]);
  assert.is(count(), 1);
});

test.run();
