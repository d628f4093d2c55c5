import { objectOfPoint } from '../policy/attachment-point.ts';
import { namespaceOf } from '../policy/hierarchy.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { BackendChecks } from './backend-checks.ts';
import type { GatewayTable } from './gateway-table.ts';
import { routeOfOwner } from './policed-route.ts';

/** Gateways and routes below the points of a hierarchy. */
export interface PolicyReach {
  readonly gateways: ReadonlySet<string>;
  readonly routes: ReadonlySet<string>;
}

class ReachFinder {
  readonly gateways = new Set<string>();
  readonly routes = new Set<string>();
  readonly #snapshot: Snapshot;
  readonly #table: GatewayTable;
  readonly #checks: BackendChecks;

  constructor(snapshot: Snapshot, table: GatewayTable, checks: BackendChecks) {
    this.#snapshot = snapshot;
    this.#table = table;
    this.#checks = checks;
  }

  add(object: string): void {
    const kind = object.slice(0, object.indexOf('/'));
    if (kind === 'HTTPRoute') this.routes.add(object);
    else if (kind === 'Gateway') this.#gateway(object);
    else if (kind === 'Service') this.#service(object);
    else if (kind === 'GatewayClass') this.#class(object.slice(kind.length + 1));
    else if (kind === 'Namespace') this.#namespace(object.slice(kind.length + 1));
  }

  #gateway(key: string): void {
    if (this.gateways.has(key)) return;
    this.gateways.add(key);
    for (const route of this.#snapshot.routesOfParent(key)) this.routes.add(resourceKey(route));
  }

  #class(name: string): void {
    for (const { key, gatewayClass } of this.#table.ours()) if (gatewayClass === name) this.#gateway(key);
  }

  #service(key: string): void {
    for (const owner of this.#checks.routesOf(key)) this.routes.add(routeOfOwner(owner) ?? owner);
  }

  #namespace(name: string): void {
    for (const { key } of this.#table.ours()) if (namespaceOf(key) === name) this.#gateway(key);
    for (const route of this.#snapshot.all('HTTPRoute')) {
      if (route.metadata.namespace === name) this.routes.add(resourceKey(route));
    }
    for (const service of this.#snapshot.all('Service')) {
      if (service.metadata.namespace === name) this.#service(resourceKey(service));
    }
  }
}

/** What stands below some points, and so may have other policies than before. */
export function reachOf(
  points: Iterable<string>,
  snapshot: Snapshot,
  table: GatewayTable,
  checks: BackendChecks,
): PolicyReach {
  const finder = new ReachFinder(snapshot, table, checks);
  for (const object of new Set(Array.from(points, objectOfPoint))) finder.add(object);
  return { gateways: finder.gateways, routes: finder.routes };
}
