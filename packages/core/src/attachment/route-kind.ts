import type { RouteGroupKind } from '../gateways/evaluated-gateway.ts';
import { gatewayGroup } from '../gateways/listener-protocols.ts';

/** What differs between the kinds of routes where attachment is concerned. */
export interface RouteKind extends RouteGroupKind {
  /** True where `spec.hostnames` is intersected with the listener's hostname. */
  readonly hasHostnames: boolean;
}

export const routeKinds = {
  HTTPRoute: { group: gatewayGroup, kind: 'HTTPRoute', hasHostnames: true },
} as const satisfies Record<string, RouteKind>;
