import { decide } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Core, coreFromYaml } from '../../support/core-from-yaml.ts';

const test = suite('effective: paths of rules are compared as requests have them');

const core = (type: string, value: string): Core =>
  coreFromYaml(`
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: routeward}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default}
spec: {gatewayClassName: routeward, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: default}
spec: {parentRefs: [{name: edge}], rules: [{matches: [{path: {type: ${type}, value: "${value}"}}]}]}
`);

const matches = ({ matcher }: Core, path: string): boolean => {
  const result = decide(matcher, { authority: 'a.test', path });
  return result.kind === 'decided' && result.decision.route !== undefined;
};

const met: readonly (readonly [string, string, readonly string[]])[] = [
  ['Exact', '/%61dmin', ['/admin', '/%61dmin', '/ad%6Din']],
  ['PathPrefix', '/%61dmin', ['/admin', '/admin/x', '/%61dmin/x']],
  ['PathPrefix', '/a%7Eb/', ['/a~b', '/a~b/c', '/a%7eb']],
  ['Exact', '/a%20b', ['/a%20b']],
  ['Exact', '/caf%C3%A9', ['/caf%C3%A9']],
];

for (const [type, value, paths] of met) {
  test(`${type} ${value} is met by ${paths.join(', ')}`, () => {
    const world = core(type, value);
    for (const path of paths) assert.ok(matches(world, path), path);
    assert.not.ok(matches(world, '/'), '/');
    assert.not.ok(matches(world, '/other'), '/other');
    assert.equal(world.engine.findings(), []);
  });
}

for (const value of ['/%2e%2e', '/a/%2E', '/a%5Cb', '/a%00', '/a%252e']) {
  test(`${value} never comes: the rule takes no request, and its author is told`, () => {
    const world = core('PathPrefix', value);
    for (const path of ['/', '/a', value, '/x']) assert.not.ok(matches(world, path), path);
    const [finding, ...more] = world.engine.findings();
    assert.equal(more, []);
    assert.is(finding?.severity, 'warning');
    assert.is(finding?.path, 'spec.rules[0].matches[0].path.value');
    assert.match(finding?.message ?? '', 'no request can have the path');
  });
}

test.run();
