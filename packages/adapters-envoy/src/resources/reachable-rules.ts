import type { EffectiveRule, RuleMatch, VirtualHost } from '@routeward/core';

const asksNothing = ({ path, headers, queryParams, ...conditions }: RuleMatch): boolean =>
  path.kind === 'prefix' &&
  path.value === '/' &&
  headers.length + queryParams.length === 0 &&
  Object.values(conditions).every((value) => value === undefined);

const keys = new WeakMap<RuleMatch, string>();

function keyOf(match: RuleMatch): string {
  const known = keys.get(match);
  if (known !== undefined) return known;
  const key = JSON.stringify(match);
  keys.set(match, key);
  return key;
}

/**
 * The rules of a hostname and, behind them, of the less specific hostnames that cover it, without those that stand
 * behind one with the same match or behind one that matches everything.
 */
export function reachableRules(chain: readonly VirtualHost[]): readonly EffectiveRule[] {
  const [first] = chain;
  if (!first) return [];
  if (chain.length === 1) return first.rules;
  const seen = new Set<string>();
  const rules: EffectiveRule[] = [];
  for (const host of chain) {
    for (const rule of host.rules) {
      const key = keyOf(rule.match);
      if (seen.has(key)) continue;
      seen.add(key);
      rules.push(rule);
      if (asksNothing(rule.match)) return rules;
    }
  }
  return rules;
}
