import { toConvertedRoute } from '../effective/http-route.ts';
import { gatewayGroup } from '../gateways/listener-protocols.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { BackendChecks } from './backend-checks.ts';
import { computeRoute, type RouteSurroundings } from './compute-route.ts';
import type { RouteState } from './route-state.ts';

/** Before and after; undefined where the route is not there. */
export interface RouteChange {
  readonly key: string;
  readonly before: RouteState | undefined;
  readonly after: RouteState | undefined;
}

/** All HTTPRoutes with what became of them. */
export class RouteTable {
  readonly #checks: BackendChecks;
  readonly #surroundings: RouteSurroundings;
  readonly #states = new Map<string, RouteState>();

  constructor(checks: BackendChecks, surroundings: RouteSurroundings) {
    this.#checks = checks;
    this.#surroundings = surroundings;
  }

  /** Converts a route again, as it or what it refers to changed; undefined where it was deleted. */
  convert(key: string, resource: HttpRoute | undefined): RouteChange {
    const before = this.#states.get(key);
    if (!resource) {
      this.#checks.forget(key);
      this.#states.delete(key);
      return { key, before, after: undefined };
    }
    const from = { group: gatewayGroup, kind: 'HTTPRoute', namespace: resource.metadata.namespace };
    const converted = this.#checks.record(key, (ask) => toConvertedRoute(resource, key, (ref) => ask(from, ref)));
    return this.#replace(before, computeRoute(resource, key, converted, this.#surroundings, before));
  }

  /** Attaches a route again, as one of its parents changed. */
  reattach(key: string): RouteChange | undefined {
    const before = this.#states.get(key);
    if (!before) return undefined;
    return this.#replace(before, computeRoute(before.resource, key, before.converted, this.#surroundings, before));
  }

  get(key: string): RouteState | undefined {
    return this.#states.get(key);
  }

  all(): readonly RouteState[] {
    return [...this.#states.values()];
  }

  #replace(before: RouteState | undefined, after: RouteState): RouteChange {
    this.#states.set(after.key, after);
    return { key: after.key, before, after };
  }
}
