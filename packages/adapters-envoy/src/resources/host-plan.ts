import type { EffectiveListener, VirtualHost } from '@routeward/core';

/** What one hostname of a port leads to. The same object as long as it leads to the same. */
export interface PlannedHost {
  /** Lower case; `*` for any. */
  readonly hostname: string;
  /** Index of the most specific listener that covers the hostname: only its virtual hosts count. */
  readonly listener: number;
  /** Those that cover the hostname, from the most specific to the least; empty: 404. */
  readonly chain: readonly VirtualHost[];
  /** Left out of the chain: their rules would have been copied too often. */
  readonly cut: readonly VirtualHost[];
}

/** A planned host by the places of its virtual hosts in its listener. */
interface Shape {
  readonly hostname: string;
  readonly listener: number;
  readonly places: readonly number[];
}

const any = '*';

/** Rules of less specific hosts that are copied behind others, on one port. A copy is about 700 bytes to each Envoy. */
const mostCopies = 100_000;

const rulesOf = (hosts: readonly VirtualHost[]): number => hosts.reduce((sum, { rules }) => sum + rules.length, 0);

export const hostnameOf = (hostname: string | undefined): string => hostname?.toLowerCase() || any;

/** Hostnames that cover a hostname, itself first: `a.b.c`, `*.b.c`, `*.c`, `*`. */
export function covering(hostname: string): string[] {
  if (hostname === any) return [any];
  const names = [hostname];
  let dot = hostname.indexOf('.', hostname.startsWith('*.') ? 2 : 0);
  for (; dot >= 0; dot = hostname.indexOf('.', dot + 1)) names.push(`*${hostname.slice(dot)}`);
  return [...names, any];
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** Virtual hosts of one hostname, in whatever case, are one after the other: Envoy refuses a domain that is there twice. */
function placesOf({ virtualHosts }: EffectiveListener): Map<string, number[]> {
  const places = new Map<string, number[]>();
  virtualHosts.forEach(({ hostname }, place) => {
    const name = hostnameOf(hostname);
    const known = places.get(name);
    if (known) known.push(place);
    else places.set(name, [place]);
  });
  return places;
}

function shapesOf(listener: EffectiveListener, index: number, owners: ReadonlyMap<string, number>): Shape[] {
  const known = placesOf(listener);
  const shapes: Shape[] = [];
  for (const hostname of new Set([hostnameOf(listener.hostname), ...known.keys()])) {
    const covers = covering(hostname);
    // A more specific listener hides this one's virtual host (listener isolation).
    if (covers.map((name) => owners.get(name)).find(isDefined) !== index) continue;
    shapes.push({ hostname, listener: index, places: covers.flatMap((name) => known.get(name) ?? []) });
  }
  return shapes;
}

function allShapes(listeners: readonly EffectiveListener[]): Shape[] {
  const owners = new Map<string, number>();
  listeners.forEach((listener, index) => {
    const hostname = hostnameOf(listener.hostname);
    if (!owners.has(hostname)) owners.set(hostname, index);
  });
  const shapes = listeners.flatMap((listener, index) => shapesOf(listener, index, owners));
  return shapes.sort((a, b) => (a.hostname < b.hostname ? -1 : 1));
}

function sameHostnames(a: EffectiveListener, b: EffectiveListener | undefined): boolean {
  if (a.hostname !== b?.hostname || a.virtualHosts.length !== b?.virtualHosts.length) return false;
  return a.virtualHosts.every(({ hostname }, place) => hostname === b.virtualHosts[place]?.hostname);
}

const sameHosts = (a: readonly VirtualHost[], b: readonly VirtualHost[]): boolean =>
  a.length === b.length && a.every((host, index) => host === b[index]);

function planned(
  { hostname, listener }: Shape,
  all: readonly VirtualHost[],
  kept: number,
  earlier: PlannedHost | undefined,
): PlannedHost {
  const [chain, cut] = [all.slice(0, kept), all.slice(kept)];
  if (earlier && sameHosts(chain, earlier.chain) && sameHosts(cut, earlier.cut)) return earlier;
  return { hostname, listener, chain, cut };
}

/**
 * Every hostname that has to be told apart on a port. Envoy picks one virtual host by the longest domain and never
 * falls through to another, so each hostname carries the rules of all that cover it, and a listener without a route
 * gets an empty host that keeps its requests from those of a broader listener.
 */
export class HostPlanner {
  #listeners: readonly EffectiveListener[] = [];
  #shapes: readonly Shape[] = [];
  #planned: readonly PlannedHost[] = [];

  /** Most changes leave the hostnames as they are: then only what they lead to is looked up again. */
  plan(listeners: readonly EffectiveListener[]): readonly PlannedHost[] {
    const before = this.#listeners;
    const same =
      before.length === listeners.length &&
      listeners.every((listener, index) => sameHostnames(listener, before[index]));
    if (!same) this.#shapes = allShapes(listeners);
    const earlier = same ? this.#planned : [];
    this.#listeners = listeners;
    let copies = 0;
    this.#planned = this.#shapes.map((shape, index) => {
      const all = this.#hostsOf(shape);
      const wanted = rulesOf(all.slice(1));
      const fits = copies + wanted <= mostCopies;
      if (fits) copies += wanted;
      return planned(shape, all, fits ? all.length : 1, earlier[index]);
    });
    return this.#planned;
  }

  #hostsOf({ listener, places }: Shape): VirtualHost[] {
    const hosts = this.#listeners[listener]?.virtualHosts ?? [];
    return places.map((place) => hosts[place]).filter(isDefined);
  }
}
