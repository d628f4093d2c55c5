import { compareText } from '../text/compare-text.ts';
import { pointKey } from './attachment-point.ts';
import type { EffectivePolicy, EffectivePolicyScope } from './effective-policy.ts';
import {
  gatewaySteps,
  type ListenerPlace,
  listenerSteps,
  type PathStep,
  type RoutePlace,
  type RulePlace,
  ruleSteps,
  type ServicePlace,
  serviceSteps,
} from './hierarchy.ts';
import type { OwnValues } from './owned-part.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { PolicyLevel, PolicyPoints } from './policy-level.ts';

/** What scopes are made of. */
export interface ScopeSource {
  readonly points: PolicyPoints;
  readonly merge: (kind: PolicyKind, levels: readonly PolicyLevel[], own: OwnValues | undefined) => EffectivePolicy;
}

/** What a rule says itself in the words of a kind. */
export type ReadOwnValues = (kind: PolicyKind, rule: number) => OwnValues | undefined;

/** Rules of a route that a kind of policy treats alike. */
interface RuleGroup {
  readonly rules: readonly RulePlace[];
  /** Undefined: all rules that nothing singles out. */
  readonly single?: { readonly rule: RulePlace; readonly own: OwnValues | undefined };
}

const levelAt = (points: PolicyPoints, key: string, kind: PolicyKind): PolicyLevel | undefined => {
  const level = points.at(key)?.get(kind.kind);
  return level && level.parts.length > 0 ? level : undefined;
};

/**
 * The levels of one kind that count on a path. A direct policy affects its target only: the section if one is attached
 * to it, else the object that the path ends with.
 */
export function levelsOn(points: PolicyPoints, steps: readonly PathStep[], kind: PolicyKind): readonly PolicyLevel[] {
  if (kind.attachment === 'inherited') return steps.flatMap(({ key }) => levelAt(points, key, kind) ?? []);
  const end = steps.findLastIndex((step) => step.always);
  const found = steps.slice(end).flatMap(({ key }) => levelAt(points, key, kind) ?? []);
  return found.slice(-1);
}

/** Kinds that anything on the steps is attached of, in the order of their names. */
export function kindsOn(points: PolicyPoints, steps: Iterable<PathStep>): readonly PolicyKind[] {
  const names = new Set<string>();
  for (const { key } of steps) for (const name of points.at(key)?.keys() ?? []) names.add(name);
  return [...names].sort(compareText).flatMap((name) => points.kind(name) ?? []);
}

class ScopeWriter {
  readonly scopes: EffectivePolicyScope[] = [];
  readonly #source: ScopeSource;
  readonly #kind: PolicyKind;

  constructor(source: ScopeSource, kind: PolicyKind) {
    this.#source = source;
    this.#kind = kind;
  }

  has(key: string): boolean {
    return levelAt(this.#source.points, key, this.#kind) !== undefined;
  }

  /** One scope, where any policy applies to it. `shown` is part of the path whether anything is attached there or not. */
  write(steps: readonly PathStep[], own?: OwnValues, shown?: string): void {
    const levels = levelsOn(this.#source.points, steps, this.#kind);
    if (levels.length === 0) return;
    const { spec, origins, beaten } = this.#source.merge(this.#kind, levels, own);
    const on = new Set(levels.map(({ point }) => point));
    const keys = steps.filter(({ key, always }) => always || on.has(key)).map(({ key }) => key);
    if (shown !== undefined && !keys.includes(shown)) keys.push(shown);
    this.scopes.push({ kind: this.#kind.kind, path: keys, spec, origins, beaten });
  }

  /** A route below one Gateway, by one prefix. */
  route(route: RoutePlace, gateway: string, prefix: readonly PathStep[], groups: readonly RuleGroup[]): void {
    for (const { rules, single } of groups) {
      const steps = [...prefix, ...ruleSteps(route, gateway, single?.rule)];
      const shown = single?.own && sectionKey(route, single.rule);
      this.write(steps, single?.own, shown);
      for (const service of servicesOf(rules)) {
        const below = serviceSteps(route, gateway, service);
        if (below.some(({ key }) => this.has(key))) this.write([...steps, ...below], single?.own);
      }
    }
  }
}

/** An unnamed rule by its index, in brackets: no name has any. */
const sectionKey = (route: RoutePlace, { name, index }: RulePlace): string =>
  pointKey({ object: route.key, section: name ?? `rules[${index}]` });

function servicesOf(rules: readonly RulePlace[]): readonly ServicePlace[] {
  const services = new Map<string, ServicePlace>();
  for (const service of rules.flatMap((rule) => rule.services)) {
    services.set(`${service.namespace}/${service.name}/${service.portName ?? ''}`, service);
  }
  return [...services.values()];
}

function ruleGroups(
  route: RoutePlace,
  writer: ScopeWriter,
  readOwn: (rule: number) => OwnValues | undefined,
): RuleGroup[] {
  const groups: RuleGroup[] = [];
  const rest: RulePlace[] = [];
  for (const rule of route.rules) {
    const own = readOwn(rule.index);
    const named = rule.name !== undefined && writer.has(pointKey({ object: route.key, section: rule.name }));
    if (own || named) groups.push({ rules: [rule], single: { rule, own } });
    else rest.push(rule);
  }
  return rest.length > 0 ? [{ rules: rest }, ...groups] : groups;
}

/** Everything on a route's paths below one Gateway that policies may attach to. */
function* allSteps(route: RoutePlace, listeners: readonly ListenerPlace[]): Generator<PathStep> {
  for (const place of listeners) yield* listenerSteps(place);
  const gateway = listeners[0]?.gateway ?? '';
  yield* ruleSteps(route, gateway, undefined);
  for (const rule of route.rules) {
    if (rule.name !== undefined) yield* ruleSteps(route, gateway, rule);
    for (const service of rule.services) yield* serviceSteps(route, gateway, service);
  }
}

export function byGateway(listeners: readonly ListenerPlace[]): ReadonlyMap<string, readonly ListenerPlace[]> {
  const found = new Map<string, ListenerPlace[]>();
  for (const place of listeners) {
    const known = found.get(place.gateway);
    if (known) known.push(place);
    else found.set(place.gateway, [place]);
  }
  return found;
}

/** Prefixes of a route's paths: each listener that something is attached to by itself, the others together. */
function prefixesOf(listeners: readonly ListenerPlace[], writer: ScopeWriter): (readonly PathStep[])[] {
  const isSpecial = ({ gateway, listener }: ListenerPlace): boolean =>
    writer.has(pointKey({ object: gateway, section: listener }));
  const special = listeners.filter(isSpecial).map(listenerSteps);
  const other = listeners.find((place) => !isSpecial(place));
  return other ? [gatewaySteps(other.gateway, other.gatewayClass), ...special] : special;
}

/** The scopes of a route: under each Gateway that took it, for each kind of policy that applies. */
export function routeScopes(route: RoutePlace, source: ScopeSource, own: ReadOwnValues): EffectivePolicyScope[] {
  const scopes: EffectivePolicyScope[] = [];
  for (const [gateway, listeners] of byGateway(route.listeners)) {
    for (const kind of kindsOn(source.points, allSteps(route, listeners))) {
      const writer = new ScopeWriter(source, kind);
      const groups = ruleGroups(route, writer, (rule) => own(kind, rule));
      const prefixes = kind.attachment === 'inherited' ? prefixesOf(listeners, writer) : directPrefix(listeners);
      for (const prefix of prefixes) writer.route(route, gateway, prefix, groups);
      scopes.push(...writer.scopes);
    }
  }
  return scopes;
}

const directPrefix = ([first]: readonly ListenerPlace[]): (readonly PathStep[])[] =>
  first ? [gatewaySteps(first.gateway, first.gatewayClass)] : [];

/** A Gateway as scopes see it. */
export interface GatewayPlace {
  readonly key: string;
  readonly gatewayClass: string;
  readonly listeners: readonly { readonly name: string; readonly hasRoutes: boolean }[];
}

/**
 * What applies to a Gateway where no route says it more exactly: listeners without routes, and kinds that affect their
 * target only.
 */
export function gatewayScopes(gateway: GatewayPlace, source: ScopeSource): EffectivePolicyScope[] {
  const { key, gatewayClass, listeners } = gateway;
  const steps = gatewaySteps(key, gatewayClass);
  const places = listeners.map(({ name, hasRoutes }) => ({ gateway: key, gatewayClass, listener: name, hasRoutes }));
  const idle = places.every(({ hasRoutes }) => !hasRoutes);
  return kindsOn(source.points, [...steps, ...places.flatMap(listenerSteps)]).flatMap((kind) => {
    const writer = new ScopeWriter(source, kind);
    const direct = kind.attachment === 'direct';
    if (direct || idle) writer.write(steps);
    for (const place of places) {
      const own = writer.has(pointKey({ object: key, section: place.listener }));
      if (own && (direct || !place.hasRoutes)) writer.write(listenerSteps(place));
    }
    return writer.scopes;
  });
}

/** What applies to a GatewayClass itself: kinds that affect their target only, and all kinds where it has no Gateway. */
export function classScopes(name: string, hasGateways: boolean, source: ScopeSource): EffectivePolicyScope[] {
  const steps: readonly PathStep[] = [{ key: `GatewayClass/${name}`, always: true }];
  return kindsOn(source.points, steps).flatMap((kind) => {
    const writer = new ScopeWriter(source, kind);
    if (kind.attachment === 'direct' || !hasGateways) writer.write(steps);
    return writer.scopes;
  });
}
