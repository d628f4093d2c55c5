import { toEffectiveConfiguration } from '../effective/gateway.ts';
import type { EffectiveConfiguration, EffectiveGateway } from '../ir/configuration.ts';
import type { BackendChecks } from './backend-checks.ts';
import { GatewayOutput } from './gateway-output.ts';
import type { GatewayTable } from './gateway-table.ts';
import { policyOwner } from './policed-route.ts';
import { placementKey, type RouteState } from './route-state.ts';
import type { RouteChange } from './route-table.ts';
import { SortedTable } from './sorted-table.ts';
import type { UsedBackends } from './used-backends.ts';

/** The configuration, put together from what changed and from what stays. */
export class ConfigurationOutput {
  readonly #gateways: GatewayTable;
  readonly #checks: BackendChecks;
  readonly #backends: UsedBackends;
  readonly #outputs = new Map<string, GatewayOutput>();
  readonly #effective = new SortedTable<EffectiveGateway>();
  readonly #touched = new Set<string>();
  configuration: EffectiveConfiguration = toEffectiveConfiguration([], []);

  constructor(gateways: GatewayTable, checks: BackendChecks, backends: UsedBackends) {
    this.#gateways = gateways;
    this.#checks = checks;
    this.#backends = backends;
  }

  /** A Gateway was evaluated again. */
  touch(gateway: string): void {
    this.#touched.add(gateway);
  }

  /** Puts a route's rules where they belong now, and counts it there. */
  move({ key, before, after }: RouteChange): void {
    this.#movePlacements(key, before, after);
    this.#moveCounts(before, after);
    this.#moveBackends(key, before, after);
  }

  attachedRoutes(gateway: string): (listener: string) => number {
    return this.#outputs.get(gateway)?.attachedRoutes ?? (() => 0);
  }

  /** Builds what was touched and swaps; returns the touched Gateways and, of them, those that came out changed. */
  build(): { readonly touched: ReadonlySet<string>; readonly changed: readonly string[] } {
    const touched = new Set(this.#touched);
    this.#touched.clear();
    const changed = [...touched].filter((key) => this.#buildGateway(key)).sort();
    const gateways = this.#effective.list();
    const backends = this.#backends.list();
    if (gateways !== this.configuration.gateways || backends !== this.configuration.backends) {
      const fresh = toEffectiveConfiguration(gateways, backends);
      if (fresh.version !== this.configuration.version) this.configuration = fresh;
    }
    return { touched, changed };
  }

  #buildGateway(key: string): boolean {
    // Sorted by namespace, then name: the separator has to come before every character of a name.
    const place = key.replaceAll('/', '\0');
    const evaluated = this.#gateways.evaluated(key);
    const before = this.#effective.get(place);
    if (evaluated) this.#effective.set(place, this.#output(key).build(evaluated));
    else {
      this.#effective.delete(place);
      this.#outputs.delete(key);
    }
    return this.#effective.get(place) !== before;
  }

  #output(gateway: string): GatewayOutput {
    const known = this.#outputs.get(gateway);
    if (known) return known;
    const output = new GatewayOutput();
    this.#outputs.set(gateway, output);
    return output;
  }

  #movePlacements(key: string, before: RouteState | undefined, after: RouteState | undefined): void {
    for (const placement of before?.placements.values() ?? []) {
      if (after?.placements.has(placementKey(placement))) continue;
      const { gateway, listener, hostname } = placement;
      this.#output(gateway).hosts(listener).place(hostname, key, []);
      this.#touched.add(gateway);
    }
    for (const placement of after?.placements.values() ?? []) {
      const { gateway, listener, hostname, rules } = placement;
      if (before?.placements.get(placementKey(placement))?.rules === rules) continue;
      this.#output(gateway).hosts(listener).place(hostname, key, rules);
      this.#touched.add(gateway);
    }
  }

  #moveCounts(before: RouteState | undefined, after: RouteState | undefined): void {
    for (const [id, { gateway, listener }] of before?.accepted ?? []) {
      if (after?.accepted.has(id)) continue;
      this.#output(gateway).count(listener, -1);
      this.#touched.add(gateway);
    }
    for (const [id, { gateway, listener }] of after?.accepted ?? []) {
      if (before?.accepted.has(id)) continue;
      this.#output(gateway).count(listener, 1);
      this.#touched.add(gateway);
    }
  }

  #moveBackends(key: string, before: RouteState | undefined, after: RouteState | undefined): void {
    const checked = new Map([...this.#checks.checkedOf(key), ...this.#checks.checkedOf(policyOwner(key))]);
    for (const [backend, { base, settings }] of after?.backends ?? []) {
      const found = checked.get(base);
      if (found && !before?.backends.has(backend)) this.#backends.acquire(backend, found, settings);
    }
    for (const backend of before?.backends.keys() ?? []) {
      if (!after?.backends.has(backend)) this.#backends.release(backend);
    }
  }
}
