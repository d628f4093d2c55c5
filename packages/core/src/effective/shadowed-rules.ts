import type { EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import type { NamedMatch, RuleMatch } from '../ir/match.ts';

/** A rule that no request of a virtual host reaches, since one in front of it has the same match. */
export interface ShadowedRule {
  readonly rule: EffectiveRule;
  readonly winner: EffectiveRule;
}

const known = new WeakMap<VirtualHost, readonly ShadowedRule[]>();

/** Shadowed rules of a virtual host in its order; looked for once, when they are first asked for. */
export function shadowedRules(host: VirtualHost): readonly ShadowedRule[] {
  const found = known.get(host) ?? find(host.rules);
  known.set(host, found);
  return found;
}

function find(rules: readonly EffectiveRule[]): readonly ShadowedRule[] {
  const winners = new Map<string, EffectiveRule>();
  const shadowed: ShadowedRule[] = [];
  for (const rule of rules) {
    const key = matchKey(rule.match);
    const winner = winners.get(key);
    if (!winner) winners.set(key, rule);
    // A rule that says the same twice still gets its requests.
    else if (!isSameRule(winner, rule)) shadowed.push({ rule, winner });
  }
  return shadowed;
}

const isSameRule = ({ origin: a }: EffectiveRule, { origin: b }: EffectiveRule): boolean =>
  a.route === b.route && a.rule === b.rule;

/** Conditions in whatever order they are written. */
const sortedByName = (conditions: readonly NamedMatch[]): readonly NamedMatch[] =>
  conditions.length < 2 ? conditions : conditions.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function matchKey(match: RuleMatch): string {
  const { headers, queryParams, path, ...others } = match;
  const plain = headers.length === 0 && queryParams.length === 0 && Object.keys(others).length === 0;
  // Most rules; no kind of a path has a space.
  if (plain && Object.keys(path).length === 2) return `${path.kind} ${path.value}`;
  return JSON.stringify([path, others, sortedByName(headers), sortedByName(queryParams)]);
}
