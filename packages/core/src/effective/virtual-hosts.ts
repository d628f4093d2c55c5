import type { EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import { comparePrecedence } from './precedence.ts';
import { digestOnce, digestText } from './version.ts';

/** Merges two sorted lists. */
function merge(a: readonly EffectiveRule[], b: readonly EffectiveRule[]): EffectiveRule[] {
  const merged: EffectiveRule[] = [];
  let next = 0;
  for (const rule of a) {
    for (let other = b[next]; other !== undefined && comparePrecedence(other, rule) < 0; other = b[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(rule);
  }
  return merged.concat(b.slice(next));
}

/**
 * The rules of a virtual host after some of its routes changed, given by key with what they have there now. Rules of
 * other routes are not compared with each other again.
 */
export function replaceRules(
  current: readonly EffectiveRule[],
  changed: ReadonlyMap<string, readonly EffectiveRule[]>,
): readonly EffectiveRule[] {
  const kept = current.filter((rule) => !changed.has(rule.origin.route));
  const fresh = [...changed.values()].flat();
  return merge(kept, changed.size > 1 ? fresh.sort(comparePrecedence) : fresh);
}

/** `rules` in precedence order. */
export function toVirtualHost(hostname: string, rules: readonly EffectiveRule[]): VirtualHost {
  const version = digestText([hostname, ...rules.map(digestOnce)].join('\n'));
  return Object.freeze({ hostname, version, rules: Object.freeze(rules) });
}
