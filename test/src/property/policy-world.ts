import { createEngine, type Engine, parseResource, type Resource, resourceKey } from '@routeward/core';
import * as fc from 'fast-check';
import {
  colorPolicy,
  directPolicy,
  forwardTo,
  gateway,
  gatewayClass,
  paint,
  route,
  service,
} from '../unit/policy/color-world.ts';

const rules = `${forwardTo('s', 'name: one,')}, ${forwardTo('t', 'name: two, matches: [{ path: { value: /b } }], retry: { attempts: 2 },')}`;

/** A hierarchy that stays while policies come and go. */
export const hierarchy: readonly Resource[] = paint(
  gatewayClass +
    gateway('g', ['http', 'other']) +
    gateway('h') +
    gateway('idle') +
    route('q', '{ name: g, sectionName: http }', forwardTo('s')) +
    route('r', '{ name: g }, { name: h }', rules) +
    route('lost', '{ name: nobody }', forwardTo('s')) +
    service('s') +
    service('t', '{ name: http, port: 80 }, { name: alt, port: 81 }'),
).resources();

export interface Target {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly sectionName?: string;
}

const gatewayGroup = 'gateway.networking.k8s.io';
const of = (group: string, kind: string, name: string, ...sections: readonly string[]): readonly Target[] => [
  { group, kind, name },
  ...sections.map((sectionName) => ({ group, kind, name, sectionName })),
];

export const targets: readonly Target[] = [
  ...of(gatewayGroup, 'GatewayClass', 'c'),
  ...of(gatewayGroup, 'Gateway', 'g', 'http', 'other', 'nobody'),
  ...of(gatewayGroup, 'Gateway', 'h'),
  ...of(gatewayGroup, 'Gateway', 'idle'),
  ...of(gatewayGroup, 'HTTPRoute', 'q'),
  ...of(gatewayGroup, 'HTTPRoute', 'r', 'one', 'two'),
  ...of(gatewayGroup, 'HTTPRoute', 'lost'),
  ...of('', 'Service', 's', 'http'),
  ...of('', 'Service', 't', 'http', 'alt'),
  ...of('', 'Namespace', 'ns'),
];

/** The object that a target names, as paths write it. */
export const objectOf = ({ kind, name }: Target): string =>
  kind === 'GatewayClass' || kind === 'Namespace' ? `${kind}/${name}` : `${kind}/ns/${name}`;

const values = fc.record(
  {
    color: fc.constantFrom('red', 'green', 'blue', ''),
    size: fc.integer({ min: 0, max: 3 }),
    colors: fc.record({ dark: fc.constantFrom('brown', 'olive'), light: fc.constant('pink') }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const retries = fc.record(
  { maxRetries: fc.integer({ min: 0, max: 5 }), retryOn: fc.constantFrom([], [500], [502, 503]) },
  { requiredKeys: [] },
);

const strategy = fc.constantFrom('Atomic', 'Patch');

/** A spec proper in one of the forms that a policy may have. */
const forms = (proper: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.oneof(
    fc.record({ override: proper, default: proper }, { requiredKeys: [] }),
    fc.tuple(proper, strategy).map(([spec, name]) => ({ defaults: { ...spec, strategy: name } })),
    fc.tuple(proper, strategy).map(([spec, name]) => ({ overrides: { ...spec, strategy: name } })),
    proper,
  );

const kinds = [
  { apiVersion: 'paint.example.com/v1', kind: 'ColorPolicy', spec: forms(values) },
  { apiVersion: 'paint.example.com/v1', kind: 'CoatPolicy', spec: values },
  { apiVersion: 'policy.routeward.dev/v1alpha1', kind: 'RetryPolicy', spec: forms(retries) },
] as const;

export interface MadePolicy {
  readonly resource: Resource;
  readonly target: Target;
}

function toPolicy(head: object, name: string, second: number, target: Target, spec: object): MadePolicy {
  const namespace = target.kind === 'GatewayClass' ? {} : { namespace: 'ns' };
  const creationTimestamp = `2026-01-01T00:00:0${second}Z`;
  const metadata = { name, ...namespace, creationTimestamp };
  const parsed = parseResource({ ...head, metadata, spec: { targetRefs: [target], ...spec } });
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed));
  return { resource: parsed.resource, target };
}

/** A policy of one of three kinds at one of the places above; names and ages repeat. */
export const madePolicy = (places: readonly Target[] = targets): fc.Arbitrary<MadePolicy> =>
  fc
    .constantFrom(...kinds)
    .chain(({ apiVersion, kind, spec }) =>
      fc
        .tuple(
          fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
          fc.integer({ min: 0, max: 2 }),
          fc.constantFrom(...places),
          spec,
        )
        .map(([name, second, target, body]) => toPolicy({ apiVersion, kind }, name, second, target, body)),
    );

/** Each key once. */
export const madePolicies = (places: readonly Target[] = targets): fc.Arbitrary<readonly MadePolicy[]> =>
  fc.uniqueArray(madePolicy(places), { maxLength: 8, selector: ({ resource }) => resourceKey(resource) });

export function engineWith(resources: readonly Resource[]): Engine {
  const engine = createEngine({ policyKinds: [colorPolicy, directPolicy] });
  engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
  return engine;
}
