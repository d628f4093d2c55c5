import type { HostnameIntersection } from '../attachment/hostname-intersection.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { ConvertedRoute } from './http-route.ts';
import { compareHostnames, comparePrecedence } from './precedence.ts';

export interface RouteIdentity {
  /** `HTTPRoute/namespace/name`. */
  readonly key: string;
  /** Milliseconds since the epoch; `Number.MAX_SAFE_INTEGER` where the route was never created in a cluster. */
  readonly createdAt: number;
}

/** A route's rules as they stand in each virtual host that the route reaches by this hostname of its own; sorted. */
export function toEffectiveRules(
  route: ConvertedRoute,
  identity: RouteIdentity,
  hostname: string,
): readonly EffectiveRule[] {
  const rules: EffectiveRule[] = [];
  for (const rule of route.rules) {
    if (rule.kind === 'leftOut') continue;
    const { matches, filters, action, settings } = rule.content;
    for (const [match, ruleMatch] of matches.entries()) {
      if (ruleMatch === undefined) continue;
      const origin = {
        route: identity.key,
        rule: rule.index,
        match,
        ...(rule.name !== undefined && { ruleName: rule.name }),
        hostname,
        createdAt: identity.createdAt,
      };
      rules.push(deepFreeze({ origin, match: ruleMatch, filters, action, settings }));
    }
  }
  return rules.sort(comparePrecedence);
}

/**
 * Virtual host to the route's own hostname that counts there. A route may reach one virtual host by several of its
 * hostnames or parentRefs; it counts once, by the most specific.
 */
export function bestOriginals(intersections: Iterable<HostnameIntersection>): ReadonlyMap<string, string> {
  const best = new Map<string, string>();
  for (const { hostname, original } of intersections) {
    const known = best.get(hostname);
    if (known === undefined || compareHostnames(original, known) < 0) best.set(hostname, original);
  }
  return best;
}
