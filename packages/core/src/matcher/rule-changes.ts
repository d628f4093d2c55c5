import type { EffectiveRule } from '../ir/configuration.ts';

/** How one list of rules came from another: rules are the same where they are the same objects in the same order. */
export interface RuleChanges {
  /** Per new rule: its index in the old list, or -1. */
  readonly from: Int32Array;
  /** Per old rule: its index in the new list, or -1. */
  readonly to: Int32Array;
  /** How many are not in the other list. */
  readonly count: number;
}

/** How many rules may have gone in a row before what follows counts as new. */
const lookAhead = 32;

export function ruleChanges(before: readonly EffectiveRule[], after: readonly EffectiveRule[]): RuleChanges {
  const from = new Int32Array(after.length).fill(-1);
  const to = new Int32Array(before.length).fill(-1);
  let same = 0;
  let next = 0;
  after.forEach((rule, index) => {
    const limit = Math.min(next + lookAhead, before.length);
    for (let old = next; old < limit; old++) {
      if (before[old] !== rule) continue;
      from[index] = old;
      to[old] = index;
      next = old + 1;
      same++;
      return;
    }
  });
  return { from, to, count: before.length + after.length - 2 * same };
}
