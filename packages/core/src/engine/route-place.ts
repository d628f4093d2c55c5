import type { ConvertedRoute } from '../effective/http-route.ts';
import type { BackendObject } from '../ir/backend.ts';
import {
  type ListenerPlace,
  listenerPlace,
  type RoutePlace,
  routePlace,
  rulePlace,
  type ServicePlace,
  servicePlace,
} from '../policy/hierarchy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { GatewayTable } from './gateway-table.ts';
import { type ListenerId, listenerKey } from './route-state.ts';

/** Where policies may attach along a route's paths. */
export class RoutePlaces {
  readonly #snapshot: Snapshot;
  readonly #gateways: GatewayTable;
  /** By listener and class: most routes are at the same few listeners. */
  readonly #listeners = new Map<string, { readonly gatewayClass: string; readonly place: ListenerPlace }>();

  constructor(snapshot: Snapshot, gateways: GatewayTable) {
    this.#snapshot = snapshot;
    this.#gateways = gateways;
  }

  place(key: string, namespace: string, converted: ConvertedRoute, listeners: Iterable<ListenerId>): RoutePlace {
    const rules = converted.rules.map((rule) => rulePlace(key, rule, this.#servicesOf(rule)));
    return routePlace(
      key,
      namespace,
      Array.from(listeners, (id) => this.listener(id)),
      rules,
    );
  }

  listener(id: ListenerId): ListenerPlace {
    const gatewayClass = this.#gateways.evaluated(id.gateway)?.resource.spec.gatewayClassName ?? '';
    const key = listenerKey(id);
    const known = this.#listeners.get(key);
    if (known?.gatewayClass === gatewayClass) return known.place;
    const place = listenerPlace(id.gateway, gatewayClass, id.listener);
    this.#listeners.set(key, { gatewayClass, place });
    return place;
  }

  /** Forgets a Gateway's listeners. */
  forget(gateway: string): void {
    for (const key of this.#listeners.keys()) if (key.startsWith(`${gateway}/`)) this.#listeners.delete(key);
  }

  service({ namespace, name, port }: BackendObject): ServicePlace {
    const service = this.#snapshot.find('Service', namespace, name);
    const portName = service?.spec.ports?.find((entry) => entry.port === port)?.name;
    return servicePlace(namespace, name, portName);
  }

  #servicesOf(rule: ConvertedRoute['rules'][number]): readonly ServicePlace[] {
    if (rule.kind === 'leftOut' || rule.content.action.kind !== 'forward') return [];
    const places: ServicePlace[] = [];
    for (const entry of rule.content.action.backends) {
      if (entry.kind === 'backend' && entry.ref.kind === 'Service') places.push(this.service(entry.ref));
    }
    return places;
  }
}
