/** A listener that ends TLS on a port. */
export interface TlsIdentity {
  readonly name: string;
  readonly port: number;
  /** Lower case; absent means any. */
  readonly hostname: string | undefined;
}

/** True where `*.` stands for one or more labels of the other hostname, or where there is no hostname at all. */
const covers = (pattern: string | undefined, hostname: string | undefined): boolean => {
  if (pattern === undefined) return true;
  return pattern.startsWith('*.') && hostname?.endsWith(pattern.slice(1)) === true;
};

const overlap = (a: TlsIdentity, b: TlsIdentity): boolean =>
  a.port === b.port && (a.hostname === b.hostname || covers(a.hostname, b.hostname) || covers(b.hostname, a.hostname));

/**
 * For each listener the others on its port whose hostname overlaps its own; those without any are left out. A client
 * may reuse a connection of one for a host of the other, so both get OverlappingTLSConfig (GEP-3567).
 */
export function findOverlaps(listeners: readonly TlsIdentity[]): ReadonlyMap<string, readonly string[]> {
  const overlaps = new Map<string, readonly string[]>();
  for (const listener of listeners) {
    const others = listeners.filter((other) => other !== listener && overlap(listener, other));
    if (others.length > 0)
      overlaps.set(
        listener.name,
        others.map(({ name }) => name),
      );
  }
  return overlaps;
}
