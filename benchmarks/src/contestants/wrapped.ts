import type { EffectiveRule, RuleMatch } from '@routeward/core';
import type { BenchRequest } from '../cases/requests.ts';
import type { HostRules, RouteSet } from '../cases/route-set.ts';
import type { Match } from './contestant.ts';

/** Finds the rule of a request by its path, which has no query. */
export type FindRule = (path: string, request: BenchRequest) => EffectiveRule | undefined;

function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}

/** True when method, headers and query parameters are as a match asks. */
export function conditionsHold(match: RuleMatch, request: BenchRequest): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  for (const { name, value } of match.headers) {
    if (value.kind === 'exact' && headerOf(request.rawHeaders, name) !== value.value) return false;
  }
  if (match.queryParams.length === 0) return true;
  const parameters = new URLSearchParams(request.target.slice(request.target.indexOf('?') + 1));
  return match.queryParams.every(({ name, value }) => value.kind !== 'exact' || parameters.get(name) === value.value);
}

/** The first of the rules that a path router found, which are in order of precedence. */
export function firstThatHolds(
  rules: readonly EffectiveRule[] | undefined,
  request: BenchRequest,
): EffectiveRule | undefined {
  if (rules) for (const rule of rules) if (conditionsHold(rule.match, request)) return rule;
  return undefined;
}

/**
 * Hosts for a router that knows paths only: a Map of routers by host, and `*.` by walking over the labels. All path
 * routers run inside this same wrapper.
 */
export function wrapPathRouter(set: RouteSet, build: (rules: HostRules) => FindRule): Match {
  const routers = new Map(set.hostRules.map((rules) => [rules.hostname, build(rules)]));
  const hasWildcards = set.hostRules.some(({ hostname }) => hostname.startsWith('*'));
  return (request) => {
    const { target } = request;
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    const host = request.host.toLowerCase();
    const exact = routers.get(host);
    const found = exact?.(path, request);
    if (found || !hasWildcards) return found;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const router = routers.get(`*${host.substring(dot)}`);
      const rule = router?.(path, request);
      if (rule) return rule;
    }
    return undefined;
  };
}

/** The rules that a pattern of a path router leads to. */
export interface PathRules {
  /** Without a slash at the end; `/` for the root. */
  readonly path: string;
  /** For the path itself: exact rules and prefixes. */
  readonly whole: readonly EffectiveRule[];
  /** For paths below it: prefixes. */
  readonly below: readonly EffectiveRule[];
}

/** One entry per path, rules in order of precedence. */
export function rulesByPath({ rules }: HostRules): PathRules[] {
  const byPath = new Map<string, { whole: EffectiveRule[]; below: EffectiveRule[] }>();
  for (const rule of rules) {
    const { kind, value } = rule.match.path;
    const entry = byPath.get(value) ?? { whole: [], below: [] };
    byPath.set(value, entry);
    entry.whole.push(rule);
    if (kind === 'prefix') entry.below.push(rule);
  }
  return [...byPath].map(([path, entry]) => ({ path, ...entry }));
}
