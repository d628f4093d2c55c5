import type { EffectiveListener } from '../ir/configuration.ts';
import { buildHostTable, type HostTable } from './host-table.ts';

/**
 * Everything about a port that follows from hostnames alone. A changed rule leaves it as it is, so most changes
 * don't compute it again.
 */
export interface HostShape {
  readonly table: HostTable;
  /** Per hostname of the table: the listener that owns its hosts, or -1. */
  readonly listener: Int32Array;
  /** Per hostname of the table: that listener's most specific virtual host that covers it, or -1. */
  readonly first: Int32Array;
  /** Per virtual host: the next less specific one of its listener that covers it, or -1. */
  readonly next: Int32Array;
  /** Per virtual host: 1 where some host can get there. */
  readonly reachable: Uint8Array;
}

const any = '*';

export const hostnameOf = (hostname: string | undefined): string => hostname?.toLowerCase() || any;

/** Hostnames that cover a hostname, itself first: `a.b.c`, `*.b.c`, `*.c`, `*`. */
function* covering(hostname: string): Generator<string> {
  yield hostname;
  if (hostname === any) return;
  let dot = hostname.indexOf('.', hostname.startsWith('*.') ? 2 : 0);
  for (; dot >= 0; dot = hostname.indexOf('.', dot + 1)) yield `*${hostname.slice(dot)}`;
  yield any;
}

function firstKnown(hostnames: Iterable<string>, known: ReadonlyMap<string, number>): number {
  for (const hostname of hostnames) {
    const found = known.get(hostname);
    if (found !== undefined) return found;
  }
  return -1;
}

function* lessSpecific(hostname: string): Generator<string> {
  let itself = true;
  for (const candidate of covering(hostname)) {
    if (!itself) yield candidate;
    itself = false;
  }
}

/** Of listeners with the same hostname, which a conflict check leaves out before, the first counts. */
function listenersByHostname(hostnames: readonly (readonly string[])[]): Map<string, number> {
  const byHostname = new Map<string, number>();
  hostnames.forEach(([own = any], index) => {
    if (!byHostname.has(own)) byHostname.set(own, index);
  });
  return byHostname;
}

function virtualHostsByHostname(hostnames: readonly (readonly string[])[]): Map<string, number>[] {
  let number = 0;
  return hostnames.map(([, ...virtualHosts]) => new Map(virtualHosts.map((hostname) => [hostname, number++])));
}

/** The listener's own hostname first, then those of its virtual hosts. */
export const hostnamesOf = (listener: EffectiveListener): string[] => [
  hostnameOf(listener.hostname),
  ...listener.virtualHosts.map(({ hostname }) => hostnameOf(hostname)),
];

/**
 * Listener isolation is settled here: a host belongs to the most specific listener that covers it, and only that
 * listener's virtual hosts are tried, from the most specific to the least. Those of other listeners that cover the
 * host too are not linked to it, and those that no host reaches get no tables.
 */
export function buildHostShape(hostnames: readonly (readonly string[])[]): HostShape {
  const names = [...new Set(hostnames.flat())];
  const byListener = listenersByHostname(hostnames);
  const byVirtualHost = virtualHostsByHostname(hostnames);
  const listener = Int32Array.from(names, (name) => firstKnown(covering(name), byListener));
  const first = Int32Array.from(names, (name, index) => {
    const known = byVirtualHost[listener[index] ?? -1];
    return known ? firstKnown(covering(name), known) : -1;
  });
  const next = Int32Array.from(
    hostnames.flatMap(([, ...own], index) => {
      const known = byVirtualHost[index] ?? new Map<string, number>();
      return own.map((hostname) => firstKnown(lessSpecific(hostname), known));
    }),
  );
  return { table: buildHostTable(names), listener, first, next, reachable: reachableFrom(first, next) };
}

function reachableFrom(first: Int32Array, next: Int32Array): Uint8Array {
  const reachable = new Uint8Array(next.length);
  for (const start of first) {
    for (let index = start; index >= 0 && reachable[index] === 0; index = next[index] ?? -1) reachable[index] = 1;
  }
  return reachable;
}

function sameListenerHostnames(a: EffectiveListener, b: EffectiveListener): boolean {
  if (a.hostname !== b.hostname || a.virtualHosts.length !== b.virtualHosts.length) return false;
  if (a.virtualHosts === b.virtualHosts) return true;
  return a.virtualHosts.every(({ hostname }, index) => hostname === b.virtualHosts[index]?.hostname);
}

/** True when the shape of one list of listeners holds for the other too. */
export const sameHostnames = (a: readonly EffectiveListener[], b: readonly EffectiveListener[]): boolean =>
  a.length === b.length && a.every((listener, index) => b[index] && sameListenerHostnames(listener, b[index]));
