/** Stands for any host, where a listener and a route both have no hostname. */
export const anyHostname = '*';

const isWildcard = (hostname: string): boolean => hostname.startsWith('*.');

/** True where a wildcard covers `hostname`: one or more labels before its suffix, never the bare suffix. */
export function wildcardCovers(wildcard: string, hostname: string): boolean {
  const suffix = wildcard.slice(1);
  return hostname.length > suffix.length && hostname.endsWith(suffix);
}

/**
 * The hostname that a listener's and a route's hostname share, or undefined where they share none; absent means any.
 * Of two wildcards that overlap the longer stays (Listener.hostname and HTTPRoute.hostnames, v1.7).
 */
export function intersectHostname(listener: string | undefined, route: string | undefined): string | undefined {
  if (listener === undefined) return route ?? anyHostname;
  if (route === undefined || route === listener) return listener;
  if (isWildcard(listener) && wildcardCovers(listener, route)) return route;
  if (isWildcard(route) && wildcardCovers(route, listener)) return listener;
  return undefined;
}

export interface HostnameIntersection {
  readonly hostname: string;
  /** The route's own hostname that it comes from; `*` where the route has none. */
  readonly original: string;
}

/** Each pair that intersects; hostnames that don't are left out one by one. Empty: the route can't attach. */
export function intersectHostnames(
  listener: string | undefined,
  route: readonly string[] | undefined,
): readonly HostnameIntersection[] {
  if (route === undefined || route.length === 0) {
    return [{ hostname: listener ?? anyHostname, original: anyHostname }];
  }
  return route.flatMap((original) => {
    const hostname = intersectHostname(listener, original);
    return hostname === undefined ? [] : [{ hostname, original }];
  });
}
