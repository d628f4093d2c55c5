import { pointKey } from './attachment-point.ts';
import type { PolicyLevel } from './policy-level.ts';

/** One step of a path from the top down. Made once for each object: keys are long, and looked up often. */
export interface PathStep {
  /** Such as `Gateway/ns/g#listener`: where policies may attach. */
  readonly key: string;
  /** Part of every path; others are named only where a policy attaches there. */
  readonly always: boolean;
  /** For `PolicyPoints`: what it found here when it was as it is, so that it need not look again. */
  found: { readonly state: object; readonly levels: ReadonlyMap<string, PolicyLevel> | undefined } | undefined;
}

/** A listener, with the steps that lead to it. */
export interface ListenerPlace {
  /** `Gateway/ns/g`. */
  readonly gateway: string;
  readonly listener: string;
  /** Of the Gateway. */
  readonly namespace: string;
  /** From the GatewayClass to the Gateway. */
  readonly upper: readonly PathStep[];
  readonly section: PathStep;
}

/** A Service as a backendRef names it. */
export interface ServicePlace {
  readonly namespace: string;
  readonly scope: PathStep;
  readonly service: PathStep;
  /** Absent where its port has no name. */
  readonly port?: PathStep;
}

/** One rule of a route as policies see it. */
export interface RulePlace {
  readonly index: number;
  /** Absent where it has no name. */
  readonly section?: PathStep;
  readonly services: readonly ServicePlace[];
}

/** A route with where it is attached. */
export interface RoutePlace {
  /** `HTTPRoute/ns/r`. */
  readonly key: string;
  readonly namespace: string;
  readonly scope: PathStep;
  readonly route: PathStep;
  readonly listeners: readonly ListenerPlace[];
  readonly rules: readonly RulePlace[];
}

export const always = (key: string): PathStep => ({ key, always: true, found: undefined });
export const sometimes = (key: string): PathStep => ({ key, always: false, found: undefined });

/** The namespace in a key such as `Gateway/ns/g`. */
export const namespaceOf = (key: string): string => key.slice(key.indexOf('/') + 1, key.lastIndexOf('/'));

/**
 * A namespace stands right above the highest object of a path that is in it: a policy for it affects the object and
 * what is below, once (GEP-2649: Namespace > Gateway > HTTPRoute).
 */
export function gatewaySteps(gateway: string, gatewayClass: string): readonly PathStep[] {
  return [always(`GatewayClass/${gatewayClass}`), sometimes(`Namespace/${namespaceOf(gateway)}`), always(gateway)];
}

export function listenerPlace(gateway: string, gatewayClass: string, listener: string): ListenerPlace {
  return {
    gateway,
    listener,
    namespace: namespaceOf(gateway),
    upper: gatewaySteps(gateway, gatewayClass),
    section: sometimes(pointKey({ object: gateway, section: listener })),
  };
}

export function servicePlace(namespace: string, name: string, portName: string | undefined): ServicePlace {
  const object = `Service/${namespace}/${name}`;
  return {
    namespace,
    scope: sometimes(`Namespace/${namespace}`),
    service: always(object),
    ...(portName !== undefined && { port: sometimes(pointKey({ object, section: portName })) }),
  };
}

export function rulePlace(
  route: string,
  { index, name }: { readonly index: number; readonly name?: string },
  services: readonly ServicePlace[],
): RulePlace {
  const section = name === undefined ? undefined : sometimes(pointKey({ object: route, section: name }));
  return { index, ...(section && { section }), services };
}

export function routePlace(
  key: string,
  namespace: string,
  listeners: readonly ListenerPlace[],
  rules: readonly RulePlace[],
): RoutePlace {
  return { key, namespace, scope: sometimes(`Namespace/${namespace}`), route: always(key), listeners, rules };
}

export const listenerSteps = ({ upper, section }: ListenerPlace): readonly PathStep[] => [...upper, section];

/** From the route down to the rule; follows the steps of a listener. */
export function ruleSteps(
  { namespace, scope, route }: RoutePlace,
  listener: ListenerPlace,
  rule: RulePlace | undefined,
): readonly PathStep[] {
  const steps = namespace === listener.namespace ? [route] : [scope, route];
  if (rule?.section) steps.push(rule.section);
  return steps;
}

/** From the Service down to its port; follows `ruleSteps`. */
export function serviceSteps(
  route: RoutePlace,
  listener: ListenerPlace,
  { namespace, scope, service, port }: ServicePlace,
): readonly PathStep[] {
  const known = namespace === route.namespace || namespace === listener.namespace;
  const steps = known ? [service] : [scope, service];
  if (port) steps.push(port);
  return steps;
}
