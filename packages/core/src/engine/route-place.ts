import type { ConvertedRoute } from '../effective/http-route.ts';
import type { BackendObject } from '../ir/backend.ts';
import type { ListenerPlace, RoutePlace, RulePlace, ServicePlace } from '../policy/hierarchy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { GatewayTable } from './gateway-table.ts';
import type { ListenerId } from './route-state.ts';

/** Name of the port of a Service that a backendRef means. */
export function portNameOf(snapshot: Snapshot, { namespace, name, port }: BackendObject): string | undefined {
  const service = snapshot.find('Service', namespace, name);
  return service?.spec.ports?.find((entry) => entry.port === port)?.name;
}

function servicesOf(rule: ConvertedRoute['rules'][number], snapshot: Snapshot): readonly ServicePlace[] {
  if (rule.kind === 'leftOut' || rule.content.action.kind !== 'forward') return [];
  return rule.content.action.backends.flatMap((entry) => {
    if (entry.kind === 'invalid' || entry.ref.kind !== 'Service') return [];
    const { namespace, name } = entry.ref;
    const portName = portNameOf(snapshot, entry.ref);
    return [{ namespace, name, ...(portName !== undefined && { portName }) }];
  });
}

/** Where policies may attach along a route's paths. */
export class RoutePlaces {
  readonly #snapshot: Snapshot;
  readonly #gateways: GatewayTable;

  constructor(snapshot: Snapshot, gateways: GatewayTable) {
    this.#snapshot = snapshot;
    this.#gateways = gateways;
  }

  place(key: string, namespace: string, converted: ConvertedRoute, listeners: Iterable<ListenerId>): RoutePlace {
    return {
      key,
      namespace,
      listeners: Array.from(listeners, (id) => this.listener(id)),
      rules: converted.rules.map((rule): RulePlace => {
        const { index, name } = rule;
        return { index, ...(name !== undefined && { name }), services: servicesOf(rule, this.#snapshot) };
      }),
    };
  }

  listener({ gateway, listener }: ListenerId): ListenerPlace {
    const gatewayClass = this.#gateways.evaluated(gateway)?.resource.spec.gatewayClassName ?? '';
    return { gateway, gatewayClass, listener };
  }

  portName(ref: BackendObject): string | undefined {
    return portNameOf(this.#snapshot, ref);
  }
}
