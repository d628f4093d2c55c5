import type { EffectiveRule } from '../ir/configuration.ts';
import { compareText } from '../text/compare-text.ts';

/** One step of the order in which the rules of a virtual host are tried. */
export interface PrecedenceCriterion {
  readonly name: string;
  /** Negative puts `a` first. */
  readonly compare: (a: EffectiveRule, b: EffectiveRule) => number;
}

// Where a regular expression stands is left open by the specification; docs/decisions.md says why here.
const pathRank = { exact: 2, regex: 1, prefix: 0 } as const;

/** Characters without the wildcard's `*.`; the any-host has none. */
const significantLength = (hostname: string): number =>
  hostname.startsWith('*') ? Math.max(0, hostname.length - 2) : hostname.length;

const isWildcard = (hostname: string): boolean => hostname.startsWith('*');

const compareExactness = (a: string, b: string): number => Number(isWildcard(a)) - Number(isWildcard(b));

const compareLength = (a: string, b: string): number => significantLength(b) - significantLength(a);

/** Negative where `a` is the more specific hostname. */
export const compareHostnames = (a: string, b: string): number => compareExactness(a, b) || compareLength(a, b);

/**
 * The order of HTTPRouteRule.matches (httproute_types.go, v1.7), hostnames first: the route's own hostname decides
 * where intersections tie. It orders matches, not rules.
 */
export const precedenceCriteria: readonly PrecedenceCriterion[] = [
  { name: 'hostname is exact', compare: (a, b) => compareExactness(a.origin.hostname, b.origin.hostname) },
  { name: 'hostname length', compare: (a, b) => compareLength(a.origin.hostname, b.origin.hostname) },
  { name: 'path type', compare: (a, b) => pathRank[b.match.path.kind] - pathRank[a.match.path.kind] },
  { name: 'path length', compare: (a, b) => b.match.path.value.length - a.match.path.value.length },
  {
    name: 'method',
    compare: (a, b) => Number(b.match.method !== undefined) - Number(a.match.method !== undefined),
  },
  { name: 'number of headers', compare: (a, b) => b.match.headers.length - a.match.headers.length },
  { name: 'number of query parameters', compare: (a, b) => b.match.queryParams.length - a.match.queryParams.length },
  { name: 'older route', compare: (a, b) => a.origin.createdAt - b.origin.createdAt },
  { name: 'namespace and name', compare: (a, b) => compareRouteKeys(a.origin.route, b.origin.route) },
  { name: 'rule order', compare: (a, b) => a.origin.rule - b.origin.rule },
  { name: 'match order', compare: (a, b) => a.origin.match - b.origin.match },
];

/** `{namespace}/{name}` alphabetical: the kind in front only decides between routes of one name. */
function compareRouteKeys(a: string, b: string): number {
  return compareText(a.slice(a.indexOf('/')), b.slice(b.indexOf('/'))) || compareText(a, b);
}

/** Negative where `a` is tried before `b`. */
export function comparePrecedence(a: EffectiveRule, b: EffectiveRule): number {
  for (const criterion of precedenceCriteria) {
    const order = criterion.compare(a, b);
    if (order !== 0) return order;
  }
  return 0;
}
