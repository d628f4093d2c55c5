import { pointKey } from './attachment-point.ts';
import {
  always,
  gatewaySteps,
  type ListenerPlace,
  listenerPlace,
  listenerSteps,
  type PathStep,
  type RoutePlace,
  type RulePlace,
  ruleSteps,
  type ServicePlace,
  serviceSteps,
  sometimes,
} from './hierarchy.ts';
import type { OwnValues } from './owned-part.ts';
import { kindsOn, levelAt, levelsOn } from './path-levels.ts';
import type { PolicyKind } from './policy-kind.ts';
import { type ReadOwnValues, Scope, type ScopeSource } from './scope.ts';

/** Rules of a route that a kind of policy treats alike. */
interface RuleGroup {
  readonly rules: readonly RulePlace[];
  /** Undefined: all rules that nothing singles out. */
  readonly single?: { readonly rule: RulePlace; readonly own: OwnValues | undefined };
}

class ScopeWriter {
  readonly scopes: Scope[] = [];
  readonly #source: ScopeSource;
  readonly #kind: PolicyKind;

  constructor(source: ScopeSource, kind: PolicyKind) {
    this.#source = source;
    this.#kind = kind;
  }

  has(step: PathStep): boolean {
    return levelAt(this.#source.points, step, this.#kind) !== undefined;
  }

  /** One scope, where any policy applies to it. `shown` is part of the path whether anything is attached there or not. */
  write(steps: readonly PathStep[], own?: OwnValues, shown?: string): void {
    const levels = levelsOn(this.#source.points, steps, this.#kind);
    if (levels.length === 0) return;
    const keys: string[] = [];
    for (const { key, always } of steps) {
      if (always || key === shown || levels.some(({ point }) => point === key)) keys.push(key);
    }
    this.scopes.push(new Scope(this.#kind.kind, keys, this.#source.merged.of(this.#kind, levels, own)));
  }

  /** A route at one listener, by one prefix. */
  route(route: RoutePlace, listener: ListenerPlace, prefix: readonly PathStep[], groups: readonly RuleGroup[]): void {
    for (const { rules, single } of groups) {
      const steps = [...prefix, ...ruleSteps(route, listener, single?.rule)];
      // What a rule says itself makes a scope of its own, with or without a name.
      const shown = single?.own && sectionKey(route, single.rule);
      if (shown !== undefined && !single?.rule.section) steps.push(sometimes(shown));
      this.write(steps, single?.own, shown);
      for (const service of this.#servicesOf(rules)) {
        const below = serviceSteps(route, listener, service);
        if (below.some((step) => this.has(step))) this.write([...steps, ...below], single?.own, shown);
      }
    }
  }

  /** Each once, however many backendRefs name it; its ports apart only where a policy is attached to one. */
  #servicesOf(rules: readonly RulePlace[]): readonly ServicePlace[] {
    const services: ServicePlace[] = [];
    const portOf = ({ port }: ServicePlace): string | undefined => (port && this.has(port) ? port.key : undefined);
    for (const { services: named } of rules) {
      for (const service of named) {
        const same = (other: ServicePlace): boolean =>
          other.service.key === service.service.key && portOf(other) === portOf(service);
        if (!services.some(same)) services.push(service);
      }
    }
    return services;
  }
}

/** An unnamed rule by its index, in brackets: no name has any. */
const sectionKey = (route: RoutePlace, { section, index }: RulePlace): string =>
  section?.key ?? pointKey({ object: route.key, section: `rules[${index}]` });

function ruleGroups(
  route: RoutePlace,
  writer: ScopeWriter,
  readOwn: (rule: number) => OwnValues | undefined,
): RuleGroup[] {
  const groups: RuleGroup[] = [];
  const rest: RulePlace[] = [];
  for (const rule of route.rules) {
    const own = readOwn(rule.index);
    const named = rule.section !== undefined && writer.has(rule.section);
    if (own || named) groups.push({ rules: [rule], single: { rule, own } });
    else rest.push(rule);
  }
  return rest.length > 0 ? [{ rules: rest }, ...groups] : groups;
}

/** Everything on a route's paths below one Gateway that policies may attach to. */
function allSteps(route: RoutePlace, listeners: readonly ListenerPlace[]): readonly PathStep[] {
  const [first] = listeners;
  if (!first) return [];
  const steps = [...first.upper, route.scope, route.route];
  for (const { section } of listeners) steps.push(section);
  for (const { section, services } of route.rules) {
    if (section) steps.push(section);
    for (const service of services) steps.push(...serviceSteps(route, first, service));
  }
  return steps;
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
  const special = listeners.filter(({ section }) => writer.has(section));
  const other = listeners.find(({ section }) => !writer.has(section));
  const prefixes = special.map(listenerSteps);
  return other ? [other.upper, ...prefixes] : prefixes;
}

/** The scopes of a route: under each Gateway that took it, for each kind of policy that applies. */
export function routeScopes(route: RoutePlace, source: ScopeSource, own: ReadOwnValues): Scope[] {
  const scopes: Scope[] = [];
  for (const listeners of byGateway(route.listeners).values()) {
    const [first] = listeners;
    if (!first) continue;
    for (const kind of kindsOn(source.points, allSteps(route, listeners))) {
      const writer = new ScopeWriter(source, kind);
      const groups = ruleGroups(route, writer, (rule) => own(kind, rule));
      const prefixes = kind.attachment === 'inherited' ? prefixesOf(listeners, writer) : [first.upper];
      for (const prefix of prefixes) writer.route(route, first, prefix, groups);
      scopes.push(...writer.scopes);
    }
  }
  return scopes;
}

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
export function gatewayScopes(gateway: GatewayPlace, source: ScopeSource): Scope[] {
  const { key, gatewayClass, listeners } = gateway;
  const steps = gatewaySteps(key, gatewayClass);
  const places = listeners.map(({ name, hasRoutes }) => ({ place: listenerPlace(key, gatewayClass, name), hasRoutes }));
  const idle = places.every(({ hasRoutes }) => !hasRoutes);
  return kindsOn(source.points, [...steps, ...places.map(({ place }) => place.section)]).flatMap((kind) => {
    const writer = new ScopeWriter(source, kind);
    const direct = kind.attachment === 'direct';
    if (direct || idle) writer.write(steps);
    for (const { place, hasRoutes } of places) {
      if (writer.has(place.section) && (direct || !hasRoutes)) writer.write(listenerSteps(place));
    }
    return writer.scopes;
  });
}

/** What applies to a GatewayClass itself: kinds that affect their target only, and all kinds where it has no Gateway. */
export function classScopes(name: string, hasGateways: boolean, source: ScopeSource): Scope[] {
  const steps = [always(`GatewayClass/${name}`)];
  return kindsOn(source.points, steps).flatMap((kind) => {
    const writer = new ScopeWriter(source, kind);
    if (kind.attachment === 'direct' || !hasGateways) writer.write(steps);
    return writer.scopes;
  });
}
