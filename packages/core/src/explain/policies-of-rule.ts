import type { BackendObject } from '../ir/backend.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import { objectOfPoint, pointKey } from '../policy/attachment-point.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import type { Resource } from '../resources/resource.ts';

/** A rule where it is served. */
export interface ServedRule {
  /** `Gateway/namespace/name`. */
  readonly gateway: string;
  readonly listener: string;
  readonly rule: EffectiveRule;
}

/** Finds an object by its key; undefined where there is none. */
export type FindResource = (key: string) => Resource | undefined;

type Scopes = readonly EffectivePolicyScope[];

/** Of scopes that differ in a section of an object those of the section, or those of none where it has none. */
function atSection(scopes: Scopes, object: string, sections: readonly string[]): Scopes {
  const own = scopes.filter(({ path }) => path.some((key) => sections.includes(key)));
  if (own.length > 0) return own;
  return scopes.filter(({ path }) => !path.some((key) => key !== object && objectOfPoint(key) === object));
}

const endsWithRule = ({ path }: EffectivePolicyScope, route: string): boolean =>
  objectOfPoint(path.at(-1) ?? '') === route;

function portPoint({ namespace, name, port }: BackendObject, find: FindResource): string[] {
  const object = `Service/${namespace}/${name}`;
  const service = find(object);
  const ports = service?.kind === 'Service' ? (service.spec.ports ?? []) : [];
  const section = ports.find((entry) => entry.port === port)?.name;
  return section === undefined ? [] : [pointKey({ object, section })];
}

/** Below a rule: each of its backends once, in the order in which it names them. */
function backendScopes(scopes: Scopes, { action }: EffectiveRule, find: FindResource): Scopes {
  const refs = action.kind === 'forward' ? action.backends.map(({ ref }) => ref) : [];
  const found = refs.flatMap((ref) => {
    const service = `Service/${ref.namespace}/${ref.name}`;
    const below = scopes.filter(({ path }) => path.includes(service));
    return ref.kind === 'Service' ? atSection(below, service, portPoint(ref, find)) : [];
  });
  return [...new Set(found)];
}

/** The scopes of one kind that say what happens to a request that the rule takes. */
function scopesOfKind(scopes: Scopes, { gateway, listener, rule }: ServedRule, find: FindResource): Scopes {
  const { route, rule: index, ruleName } = rule.origin;
  const point = pointKey({ object: gateway, section: listener });
  const ofGateway = scopes.filter(({ path }) => path.at(-1) === gateway || path.at(-1) === point);
  const ofRoute = scopes.filter(({ path }) => path.includes(gateway) && path.includes(route));
  const atListener = atSection(ofRoute, gateway, [point]);
  const section = pointKey({ object: route, section: ruleName ?? `rules[${index}]` });
  const atRule = atSection(atListener, route, [section]);
  const own = atRule.filter((scope) => endsWithRule(scope, route));
  return [...ofGateway, ...own, ...backendScopes(atRule, rule, find)];
}

/**
 * What policies come to for one rule: at its listener, on its route and rule, at its backends. By kind, and of each from
 * the top down.
 */
export function policiesOfRule(scopes: Scopes, served: ServedRule, find: FindResource): Scopes {
  const byKind = new Map<string, EffectivePolicyScope[]>();
  for (const scope of scopes) {
    if (!scope.path.includes(served.gateway)) continue;
    const known = byKind.get(scope.kind);
    if (known) known.push(scope);
    else byKind.set(scope.kind, [scope]);
  }
  return [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, list]) => scopesOfKind(list, served, find));
}
