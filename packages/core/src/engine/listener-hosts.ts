import { replaceRules, toVirtualHost } from '../effective/virtual-hosts.ts';
import type { EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import { SortedTable } from './sorted-table.ts';

/** The virtual hosts of one listener; only those that routes changed are built again. */
export class ListenerHosts {
  readonly #hosts = new SortedTable<VirtualHost>();
  readonly #changes = new Map<string, Map<string, readonly EffectiveRule[]>>();

  /** Puts a route's rules, sorted, in place of those that it has at a hostname; none takes it away. */
  place(hostname: string, route: string, rules: readonly EffectiveRule[]): void {
    const changes = this.#changes.get(hostname);
    if (changes) changes.set(route, rules);
    else this.#changes.set(hostname, new Map([[route, rules]]));
  }

  /** Sorted by hostname; the same list while nothing changed. */
  list(): readonly VirtualHost[] {
    for (const [hostname, changes] of this.#changes) {
      const rules = replaceRules(this.#hosts.get(hostname)?.rules ?? [], changes);
      if (rules.length > 0) this.#hosts.set(hostname, toVirtualHost(hostname, rules));
      else this.#hosts.delete(hostname);
    }
    this.#changes.clear();
    return this.#hosts.list();
  }
}
