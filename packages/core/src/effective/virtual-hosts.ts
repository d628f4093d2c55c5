import type { EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import { digestList } from './list-digest.ts';
import { comparePrecedence } from './precedence.ts';
import { digestOnce, digestText } from './version.ts';

/** Up to so many rules are put in place one by one; more are sorted in. */
const few = 16;

/** Where a rule goes into a sorted list. */
function placeOf(rule: EffectiveRule, list: readonly EffectiveRule[]): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other && comparePrecedence(other, rule) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The rules of a virtual host after some of its routes changed, given by key with what they have there now, sorted.
 * Rules of other routes are not sorted again.
 */
export function replaceRules(
  current: readonly EffectiveRule[],
  changed: ReadonlyMap<string, readonly EffectiveRule[]>,
): readonly EffectiveRule[] {
  const rules = current.filter((rule) => !changed.has(rule.origin.route));
  const fresh = [...changed.values()].flat();
  if (fresh.length > few) return rules.concat(fresh).sort(comparePrecedence);
  for (const rule of fresh) rules.splice(placeOf(rule, rules), 0, rule);
  return rules;
}

/** `rules` in precedence order. */
export function toVirtualHost(hostname: string, rules: readonly EffectiveRule[]): VirtualHost {
  const version = digestText(`${hostname}\n${digestList(rules, digestOnce)}`);
  return Object.freeze({ hostname, version, rules: Object.freeze(rules) });
}
