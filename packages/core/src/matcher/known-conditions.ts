import type { EffectiveRule } from '../ir/configuration.ts';
import { compileConditions, type RuleConditions } from './conditions.ts';

/** Rules with their conditions, as they were compiled before; both lists have the same length. */
export interface KnownConditions {
  readonly rules: readonly EffectiveRule[];
  readonly conditions: readonly (RuleConditions | undefined)[];
}

/** How many rules may have gone in a row before what follows is compiled anew. */
const lookAhead = 32;

/** The conditions of rules, taken over for those that are the same objects in the same order as before. */
export function conditionsOf(
  rules: readonly EffectiveRule[],
  known: KnownConditions,
): readonly (RuleConditions | undefined)[] {
  let next = 0;
  return rules.map((rule) => {
    const limit = Math.min(next + lookAhead, known.rules.length);
    for (let index = next; index < limit; index++) {
      if (known.rules[index] !== rule) continue;
      next = index + 1;
      return known.conditions[index];
    }
    return compileConditions(rule.match);
  });
}
