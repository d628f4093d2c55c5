import type { BeatenValue, EffectivePolicy } from './effective-policy.ts';

/** What became of one policy's values in one scope. */
export interface PolicyOutcome {
  readonly policy: string;
  /** `whole`: each of its values counts; `none`: not one of them does. */
  readonly effect: 'whole' | 'part' | 'none';
  /** Policies, or the object itself, whose values count in place of its own. */
  readonly beatenBy: readonly string[];
}

/** Scopes that come of the same policies share what was beaten, so that one look is enough. */
const known = new WeakMap<readonly BeatenValue[], readonly PolicyOutcome[]>();

/** Of each policy that has a value in the scope, counted or not. */
export function outcomesOf(effective: EffectivePolicy): readonly PolicyOutcome[] {
  const found = known.get(effective.beaten);
  if (found) return found;
  const outcomes = compute(effective);
  known.set(effective.beaten, outcomes);
  return outcomes;
}

function compute({ origins, beaten }: EffectivePolicy): readonly PolicyOutcome[] {
  const winners = new Set(Object.values(origins).flatMap(({ policy, mode }) => (mode === 'object' ? [] : [policy])));
  const all = new Set(Object.values(origins).map(({ policy }) => policy));
  const beaters = new Map<string, Set<string>>();
  for (const { field, policy, mode } of beaten) {
    if (mode === 'object') continue;
    const winner = Object.hasOwn(origins, field) ? origins[field]?.policy : undefined;
    // Its own override in place of its own default is what it asks for.
    if (winner === policy) continue;
    const by = beaters.get(policy) ?? new Set();
    beaters.set(policy, by);
    for (const key of winner === undefined ? all : [winner]) if (key !== policy) by.add(key);
  }
  return [...new Set([...winners, ...beaters.keys()])].sort().map((policy) => {
    const by = beaters.get(policy);
    const effect = winners.has(policy) ? (by ? 'part' : 'whole') : 'none';
    return { policy, effect, beatenBy: by ? [...by].sort() : [] };
  });
}
