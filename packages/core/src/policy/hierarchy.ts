import { pointKey } from './attachment-point.ts';

/** One step of a path from the top down. */
export interface PathStep {
  /** Such as `Gateway/ns/g#listener`: where policies may attach. */
  readonly key: string;
  /** Part of every path; others are named only where a policy attaches there. */
  readonly always: boolean;
}

/** A listener that took a route. */
export interface ListenerPlace {
  /** `Gateway/ns/g`. */
  readonly gateway: string;
  readonly gatewayClass: string;
  readonly listener: string;
}

/** A Service as a backendRef names it. */
export interface ServicePlace {
  readonly namespace: string;
  readonly name: string;
  /** Name of the Service's port; absent where it has none. */
  readonly portName?: string;
}

/** One rule of a route as policies see it. */
export interface RulePlace {
  readonly index: number;
  readonly name?: string;
  readonly services: readonly ServicePlace[];
}

/** A route with where it is attached. */
export interface RoutePlace {
  /** `HTTPRoute/ns/r`. */
  readonly key: string;
  readonly namespace: string;
  readonly listeners: readonly ListenerPlace[];
  readonly rules: readonly RulePlace[];
}

const always = (key: string): PathStep => ({ key, always: true });
const sometimes = (key: string): PathStep => ({ key, always: false });

/** The namespace in a key such as `Gateway/ns/g`. */
export const namespaceOf = (key: string): string => key.slice(key.indexOf('/') + 1, key.lastIndexOf('/'));

/**
 * A namespace stands right above the highest object of a path that is in it: a policy for it affects the object and
 * what is below, once (GEP-2649: Namespace > Gateway > HTTPRoute).
 */
export function gatewaySteps(gateway: string, gatewayClass: string): readonly PathStep[] {
  return [always(`GatewayClass/${gatewayClass}`), sometimes(`Namespace/${namespaceOf(gateway)}`), always(gateway)];
}

export function listenerSteps({ gateway, gatewayClass, listener }: ListenerPlace): readonly PathStep[] {
  return [...gatewaySteps(gateway, gatewayClass), sometimes(pointKey({ object: gateway, section: listener }))];
}

/** From the route down to the rule; follows `listenerSteps` of a Gateway. */
export function ruleSteps(route: RoutePlace, gateway: string, rule: RulePlace | undefined): readonly PathStep[] {
  const namespace = route.namespace === namespaceOf(gateway) ? [] : [sometimes(`Namespace/${route.namespace}`)];
  const section = rule?.name === undefined ? [] : [sometimes(pointKey({ object: route.key, section: rule.name }))];
  return [...namespace, always(route.key), ...section];
}

/** From the Service down to its port; follows `ruleSteps`. */
export function serviceSteps(route: RoutePlace, gateway: string, service: ServicePlace): readonly PathStep[] {
  const { namespace, name, portName } = service;
  const object = `Service/${namespace}/${name}`;
  const known = namespace === route.namespace || namespace === namespaceOf(gateway);
  return [
    ...(known ? [] : [sometimes(`Namespace/${namespace}`)]),
    always(object),
    ...(portName === undefined ? [] : [sometimes(pointKey({ object, section: portName }))]),
  ];
}
