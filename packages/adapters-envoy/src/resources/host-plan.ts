import type { EffectiveListener, VirtualHost } from '@routeward/core';

/** What one hostname of a port leads to. */
export interface PlannedHost {
  /** Lower case; `*` for any. */
  readonly hostname: string;
  /** The most specific listener that covers the hostname: only its virtual hosts count (listener isolation). */
  readonly listener: EffectiveListener;
  /** Those that cover the hostname, from the most specific to the least; empty: 404. */
  readonly chain: readonly VirtualHost[];
}

const any = '*';

const hostnameOf = (hostname: string | undefined): string => hostname?.toLowerCase() || any;

/** Hostnames that cover a hostname, itself first: `a.b.c`, `*.b.c`, `*.c`, `*`. */
function covering(hostname: string): string[] {
  if (hostname === any) return [any];
  const names = [hostname];
  let dot = hostname.indexOf('.', hostname.startsWith('*.') ? 2 : 0);
  for (; dot >= 0; dot = hostname.indexOf('.', dot + 1)) names.push(`*${hostname.slice(dot)}`);
  return [...names, any];
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

function hostsOf(listener: EffectiveListener, owners: ReadonlyMap<string, EffectiveListener>): PlannedHost[] {
  const known = new Map(listener.virtualHosts.map((host) => [hostnameOf(host.hostname), host]));
  const names = new Set([hostnameOf(listener.hostname), ...known.keys()]);
  const planned: PlannedHost[] = [];
  for (const hostname of names) {
    const covers = covering(hostname);
    // A more specific listener hides this one's virtual host.
    const owner = covers.map((name) => owners.get(name)).find(isDefined);
    if (owner !== listener) continue;
    planned.push({ hostname, listener, chain: covers.map((name) => known.get(name)).filter(isDefined) });
  }
  return planned;
}

/**
 * Every hostname that has to be told apart on a port. Envoy picks one virtual host by the longest domain and never
 * falls through to another, so each hostname carries the rules of all that cover it, and a listener without a route
 * gets an empty host that keeps its requests from those of a broader listener.
 */
export function planHosts(listeners: readonly EffectiveListener[]): PlannedHost[] {
  const owners = new Map<string, EffectiveListener>();
  for (const listener of listeners) {
    const hostname = hostnameOf(listener.hostname);
    if (!owners.has(hostname)) owners.set(hostname, listener);
  }
  const planned = listeners.flatMap((listener) => hostsOf(listener, owners));
  return planned.sort((a, b) => (a.hostname < b.hostname ? -1 : 1));
}
