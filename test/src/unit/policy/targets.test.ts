import type { Engine } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  forwardTo,
  gateway,
  gatewayClass,
  messageOf,
  onGateway,
  onRoute,
  onService,
  paint,
  policy,
  route,
  scopesOf,
  service,
  verdictsOf,
} from './color-world.ts';

const test = suite('policy: targets');

const world =
  gatewayClass +
  gateway('g', ['http', 'other']) +
  route(
    'r',
    '{ name: g, sectionName: http }',
    `${forwardTo('s', 'name: first,')}, ${forwardTo('s', 'matches: [{ path: { value: /b } }],')}`,
  ) +
  service('s', '{ name: http, port: 80 }, { name: alt, port: 81 }');

const target = (group: string, kind: string, name: string, more = ''): string =>
  `{ targetRefs: [{ group: "${group}", kind: ${kind}, name: ${name}${more} }], color: red }`;

const gatewayGroup = 'gateway.networking.k8s.io';
const p = 'ColorPolicy/ns/p';

const findingsOf = (engine: Engine): readonly string[] =>
  engine.findings().map(({ resource, path, message }) => `${resource} ${path}: ${message}`);

const places: readonly (readonly [what: string, body: string, scopes: readonly string[]])[] = [
  ['a Gateway', onGateway('g'), ['c > g > r: {"color":"red"}']],
  ['a listener with routes', onGateway('g', 'http'), ['c > g > g#http > r: {"color":"red"}']],
  ['a listener without routes', onGateway('g', 'other'), ['c > g > g#other: {"color":"red"}']],
  ['a route', onRoute('r'), ['c > g > r: {"color":"red"}']],
  ['a rule', onRoute('r', 'first'), ['c > g > r > r#first: {"color":"red"}']],
  ['a Service', onService('s'), ['c > g > r > s: {"color":"red"}']],
  ['a port', onService('s', 'http'), ['c > g > r > s > s#http: {"color":"red"}']],
  ['a port that no route uses', onService('s', 'alt'), []],
  ['the Namespace', 'targetRef: { group: "", kind: Namespace, name: ns }', ['c > ns > g > r: {"color":"red"}']],
];

for (const [what, body, scopes] of places) {
  test(`${what} is found`, () => {
    const engine = paint(world + policy('p', `{ ${body}, color: red }`));
    assert.equal(scopesOf(engine), scopes);
    assert.equal(findingsOf(engine), []);
  });
}

test('a GatewayClass is found by a policy without a namespace, and by no other', () => {
  const body = target(gatewayGroup, 'GatewayClass', 'c');
  assert.equal(scopesOf(paint(world + policy('p', body, { namespace: '' }))), ['c > g > r: {"color":"red"}']);
  const engine = paint(world + policy('p', body));
  assert.equal(scopesOf(engine), []);
  assert.equal(verdictsOf(engine, p), ['GatewayClass c: Invalid']);
});

const missing: readonly (readonly [what: string, body: string, verdict: string])[] = [
  ['no such Gateway', target(gatewayGroup, 'Gateway', 'nobody'), 'Gateway nobody: TargetNotFound'],
  ['no such listener', target(gatewayGroup, 'Gateway', 'g', ', sectionName: nobody'), 'Gateway g: TargetNotFound'],
  ['no such rule', target(gatewayGroup, 'HTTPRoute', 'r', ', sectionName: nobody'), 'HTTPRoute r: TargetNotFound'],
  ['no such port', target('', 'Service', 's', ', sectionName: nobody'), 'Service s: TargetNotFound'],
  ['no such Service', target('', 'Service', 'nobody'), 'Service nobody: TargetNotFound'],
  ['a ListenerSet', target(gatewayGroup, 'ListenerSet', 'l'), 'ListenerSet l: TargetNotFound'],
  ['a kind that can not be targeted', target('', 'ConfigMap', 'm'), 'ConfigMap m: Invalid'],
  ['the right kind of a wrong group', target('example.com', 'Gateway', 'g'), 'Gateway g: Invalid'],
  ['another Namespace', target('', 'Namespace', 'other'), 'Namespace other: TargetNotFound'],
];

for (const [what, body, verdict] of missing) {
  test(`${what} is told`, () => {
    const engine = paint(world + policy('p', body));
    assert.equal(scopesOf(engine), []);
    assert.equal(verdictsOf(engine, p), [verdict]);
    assert.is(findingsOf(engine).length, 1);
    assert.match(findingsOf(engine)[0] ?? '', `${p} spec.targetRefs[0]: `);
  });
}

test('a target that comes later is found then', () => {
  const engine = paint(gatewayClass + policy('p', `{ ${onGateway('g')}, color: red }`));
  assert.equal(verdictsOf(engine, p), ['Gateway g: TargetNotFound']);
  const later = paint(world).resources();
  engine.apply(later.map((resource) => ({ kind: 'upsert', resource })));
  assert.equal(scopesOf(engine), ['c > g > r: {"color":"red"}']);
  engine.apply([{ kind: 'delete', key: 'Gateway/ns/g' }]);
  assert.equal(scopesOf(engine), []);
  assert.equal(verdictsOf(engine, p), ['Gateway g: TargetNotFound']);
});

const grant = (from: string, to: string): string => `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: open, namespace: ns }
spec: { from: [${from}], to: [${to}] }
---`;

const foreign = policy('p', target(gatewayGroup, 'Gateway', 'g', ', namespace: ns'), { namespace: 'elsewhere' });
const fromColors = '{ group: paint.example.com, kind: ColorPolicy, namespace: elsewhere }';
const toGateways = `{ group: ${gatewayGroup}, kind: Gateway }`;

test('another namespace needs a grant that names the kind of policy', () => {
  assert.equal(scopesOf(paint(world + foreign)), []);
  assert.equal(scopesOf(paint(world + foreign + grant(fromColors, toGateways))), ['c > g > r: {"color":"red"}']);
  const routes = grant(fromColors, `{ group: ${gatewayGroup}, kind: HTTPRoute }`);
  assert.equal(scopesOf(paint(world + foreign + routes)), []);
  const others = grant('{ group: paint.example.com, kind: CoatPolicy, namespace: elsewhere }', toGateways);
  assert.equal(scopesOf(paint(world + foreign + others)), []);
});

test('a grant that comes or goes is noticed', () => {
  const engine = paint(world + foreign);
  const [given] = paint(grant(fromColors, toGateways)).resources();
  if (given) engine.apply([{ kind: 'upsert', resource: given }]);
  assert.equal(scopesOf(engine), ['c > g > r: {"color":"red"}']);
  engine.apply([{ kind: 'delete', key: 'ReferenceGrant/ns/open' }]);
  assert.equal(scopesOf(engine), []);
});

test('a refusal tells nothing of what is in the other namespace', () => {
  const nobody = policy('p', target(gatewayGroup, 'Gateway', 'nobody', ', namespace: ns'), { namespace: 'elsewhere' });
  const message = (text: string): string => messageOf(paint(world + text), 'ColorPolicy/elsewhere/p', 'Accepted');
  assert.is(message(foreign).replace(/Gateway g$/, ''), message(nobody).replace(/Gateway nobody$/, ''));
});

test('labels choose targets in the own namespace, those that come later too', () => {
  const selecting =
    '{ targetSelectors: [{ group: gateway.networking.k8s.io, kind: Gateway, matchLabels: { tier: front } }], color: red }';
  const labelled = (text: string): string =>
    text.replace('namespace: ns }', 'namespace: ns, labels: { tier: front } }');
  const engine = paint(gatewayClass + gateway('g') + labelled(gateway('h')) + policy('p', selecting));
  assert.equal(scopesOf(engine), ['c > h: {"color":"red"}']);
  const [relabelled] = paint(labelled(gateway('g'))).resources();
  if (relabelled) engine.apply([{ kind: 'upsert', resource: relabelled }]);
  assert.equal(scopesOf(engine), ['c > g: {"color":"red"}', 'c > h: {"color":"red"}']);
  const elsewhere = paint(gatewayClass + labelled(gateway('g')) + policy('p', selecting, { namespace: 'elsewhere' }));
  assert.equal(scopesOf(elsewhere), []);
});

test('several targets are each by themselves', () => {
  const body = `{ targetRefs: [{ group: ${gatewayGroup}, kind: Gateway, name: g }, { group: ${gatewayGroup}, kind: Gateway, name: nobody }], color: red }`;
  const engine = paint(world + policy('p', body));
  assert.equal(verdictsOf(engine, p), ['Gateway g: Accepted, Programmed', 'Gateway nobody: TargetNotFound']);
});

test('a policy without a target is invalid', () => {
  const engine = paint(world + policy('p', '{ targetRefs: [], color: red }'));
  assert.equal(findingsOf(engine), [`${p} spec.targetRefs: is required: a policy has to say what it is for`]);
});

test.run();
