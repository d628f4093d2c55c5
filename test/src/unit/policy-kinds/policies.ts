import {
  createEngine,
  type EffectivePolicyScope,
  type EffectiveRule,
  type JsonObject,
  type MergeMode,
} from '@routeward/core';
import * as assert from 'uvu/assert';
import { createWorld, gateway, gatewayClass, onlyRule, route, service, slice, type World } from '../engine/world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `Gateway/infra/edge`, `HTTPRoute/shop/r#rule`, `GatewayClass/routeward`. */
export interface TargetPath {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
}

function targetOf(path: string): TargetPath {
  const [object = '', sectionName] = path.split('#');
  const parts = object.split('/');
  const [kind = '', namespace = '', name = ''] = parts;
  const section = sectionName !== undefined && { sectionName };
  return parts.length === 2 ? { kind, name: namespace, ...section } : { kind, namespace, name, ...section };
}

/** A policy for one object, in that object's namespace; the kind's cluster-scoped twin where the object has none. */
export function policy(kind: string, name: string, target: string, spec: Fields, metadata: Fields = {}): Fields {
  const { namespace, ...named } = targetOf(target);
  const home = named.kind === 'Namespace' ? named.name : namespace;
  const group = named.kind === 'Service' || named.kind === 'Namespace' ? '' : 'gateway.networking.k8s.io';
  return {
    apiVersion: 'policy.routeward.dev/v1alpha1',
    kind: home === undefined ? `Cluster${kind}` : kind,
    metadata: { name, ...(home !== undefined && { namespace: home }), generation: 1, ...metadata },
    spec: { targetRef: { group, ...named }, ...spec },
  };
}

/** One Gateway `infra/edge`, one route `shop/r` of one named rule, one Service `shop/cart` with a named port. */
export const shop = (rule: Fields = {}): readonly Fields[] => [
  gatewayClass(),
  gateway('infra/edge', [{}]),
  route('shop/r', { rules: [{ name: 'main', backendRefs: [{ name: 'cart', port: 80 }], ...rule }] }),
  service('shop/cart', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
  { ...slice('shop/cart-1', 'cart', ['10.0.0.1']), ports: [{ name: 'http', port: 8080 }] },
];

export const shopWorld = (policies: readonly Fields[], rule: Fields = {}, mode?: MergeMode): World =>
  createWorld([...shop(rule), ...policies], mode ? { policyMode: mode } : {});

/** The only rule of a world with one. */
export const ruleOf = (world: World): EffectiveRule => onlyRule(world);

/** Settings of the backend of a rule with one. */
export function backendSettings(world: World, rule = ruleOf(world), index = 0) {
  const { action } = rule;
  const used = action.kind === 'forward' ? action.backends[index] : undefined;
  if (used?.kind !== 'backend') return undefined;
  return world.engine.configuration.backends.find(({ key }) => key === used.backend)?.settings;
}

/** The scope of a kind whose path ends in an object. */
export const scopeAt = (world: World, kind: string, end: string): EffectivePolicyScope | undefined =>
  world.engine.policies().find((scope) => scope.kind === kind && scope.path.at(-1) === end);

/** The paths of what is wrong with a spec of a kind. */
export function problemPaths(kind: string, spec: JsonObject): readonly string[] {
  const found = createEngine()
    .policyKinds()
    .find((each) => each.kind === kind);
  const reading = found?.read(spec);
  return reading?.kind === 'invalid' ? reading.problems.map(({ path }) => path) : [];
}

/** Each spec has one bad value, whose path must be told in every form that a policy may have. */
export function assertRefused(kind: string, bad: readonly (readonly [JsonObject, string])[]): void {
  for (const [spec, path] of bad) {
    const label = `${path} of ${JSON.stringify(spec)}`;
    assert.equal(problemPaths(kind, { default: spec }), [`spec.default.${path}`], label);
    assert.equal(problemPaths(kind, { defaults: { strategy: 'Patch', ...spec } }), [`spec.defaults.${path}`], label);
    assert.equal(problemPaths(kind, spec), [`spec.${path}`], label);
  }
}
