import type { ParentBinding } from '../attachment/attach.ts';
import type { HostnameIntersection } from '../attachment/hostname-intersection.ts';
import { bestOriginals, type RouteIdentity, toEffectiveRules } from '../effective/effective-rules.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import { digestOnce } from '../effective/version.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import { type ListenerId, listenerKey, type Placement, placementKey, type RouteState } from './route-state.ts';

/** A listener that took a route. */
export interface Attached {
  readonly id: ListenerId;
  readonly hostnames: readonly HostnameIntersection[];
}

/** The listeners that took a route, by key; each once, however many parentRefs lead there. */
export function attachedListeners(bindings: readonly ParentBinding[]): ReadonlyMap<string, Attached> {
  const attached = new Map<string, Attached>();
  for (const binding of bindings) {
    if (binding.kind === 'unresolved') continue;
    for (const entry of binding.listeners) {
      if (entry.kind === 'refused') continue;
      const id = { gateway: binding.parent, listener: entry.listener };
      // The hostnames follow from the route and the listener alone: a second parentRef brings the same ones.
      attached.set(listenerKey(id), { id, hostnames: entry.hostnames });
    }
  }
  return attached;
}

/** Rules that came out as they were are the earlier objects, so that hosts and tables can tell by identity. */
function keepKnown(
  fresh: readonly EffectiveRule[],
  known: readonly EffectiveRule[] | undefined,
): readonly EffectiveRule[] {
  if (!known) return fresh;
  const byDigest = new Map(known.map((rule) => [digestOnce(rule), rule]));
  const kept = fresh.map((rule) => byDigest.get(digestOnce(rule)) ?? rule);
  return kept.length === known.length && kept.every((rule, index) => rule === known[index]) ? known : kept;
}

/** A route's rules by the hostname of its own that they are placed by, made when they are first asked for. */
export class RouteRules {
  readonly #converted: ConvertedRoute;
  readonly #identity: RouteIdentity;
  readonly #previous: RouteState | undefined;
  readonly #same: boolean;
  readonly byHostname = new Map<string, readonly EffectiveRule[]>();

  constructor(converted: ConvertedRoute, identity: RouteIdentity, previous: RouteState | undefined) {
    this.#converted = converted;
    this.#identity = identity;
    this.#previous = previous;
    this.#same = previous?.converted === converted && previous.createdAt === identity.createdAt;
  }

  for(hostname: string): readonly EffectiveRule[] {
    const made = this.byHostname.get(hostname);
    if (made) return made;
    const known = this.#previous?.rules.get(hostname);
    const rules =
      this.#same && known ? known : keepKnown(toEffectiveRules(this.#converted, this.#identity, hostname), known);
    this.byHostname.set(hostname, rules);
    return rules;
  }
}

/** Where a route's rules go: the hosts of the listeners that took it and serve. */
export function placeRules(
  attached: Iterable<Attached>,
  rules: RouteRules,
  serves: (id: ListenerId) => boolean,
): ReadonlyMap<string, Placement> {
  const placements = new Map<string, Placement>();
  for (const { id, hostnames } of attached) {
    if (!serves(id)) continue;
    for (const [hostname, original] of bestOriginals(hostnames)) {
      const placement = { ...id, hostname, rules: rules.for(original) };
      if (placement.rules.length > 0) placements.set(placementKey(placement), placement);
    }
  }
  return placements;
}
