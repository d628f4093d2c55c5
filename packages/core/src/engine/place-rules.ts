import type { ParentBinding } from '../attachment/attach.ts';
import type { HostnameIntersection } from '../attachment/hostname-intersection.ts';
import { bestOriginals, type RouteIdentity, toEffectiveRules } from '../effective/effective-rules.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import { digestOnce } from '../effective/version.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import type { PolicedRoute } from './policed-route.ts';
import {
  type ListenerId,
  listenerKey,
  type MadeRules,
  type Placement,
  placementKey,
  type RouteState,
} from './route-state.ts';

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

/** A route's rules by variant and by the hostname of its own that they are placed by, made when first asked for. */
export class RouteRules {
  readonly #converted: ConvertedRoute;
  readonly #policed: PolicedRoute | undefined;
  readonly #identity: RouteIdentity;
  readonly #previous: RouteState | undefined;
  readonly made = new Map<string, MadeRules>();
  /** What its rules at listeners are made of. */
  readonly used = new Set<ConvertedRoute>();

  constructor(
    converted: ConvertedRoute,
    policed: PolicedRoute | undefined,
    identity: RouteIdentity,
    previous: RouteState | undefined,
  ) {
    this.#converted = converted;
    this.#policed = policed;
    this.#identity = identity;
    this.#previous = previous;
  }

  for(hostname: string, id: ListenerId): readonly EffectiveRule[] {
    const variant = this.#policed?.variants.get(listenerKey(id));
    const converted = variant?.converted ?? this.#converted;
    this.used.add(converted);
    // No hostname has a space.
    const key = variant ? `${hostname} ${variant.key}` : hostname;
    const made = this.made.get(key);
    if (made) return made.rules;
    const rules = this.#make(
      converted,
      hostname,
      this.#previous?.rules.get(key) ?? this.#previous?.rules.get(hostname),
    );
    this.made.set(key, { converted, createdAt: this.#identity.createdAt, rules });
    return rules;
  }

  #make(converted: ConvertedRoute, hostname: string, known: MadeRules | undefined): readonly EffectiveRule[] {
    if (known?.converted === converted && known.createdAt === this.#identity.createdAt) return known.rules;
    return keepKnown(toEffectiveRules(converted, this.#identity, hostname), known?.rules);
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
      const placement = { ...id, hostname, rules: rules.for(original, id) };
      if (placement.rules.length > 0) placements.set(placementKey(placement), placement);
    }
  }
  return placements;
}
