import type { EffectivePolicy } from './effective-policy.ts';
import { MergeLedger } from './merge-ledger.ts';
import { mergeStep } from './merge-step.ts';
import type { OwnedPart, OwnValues } from './owned-part.ts';
import type { MergeRules } from './policy-kind.ts';
import type { Granularity } from './policy-part.ts';
import { treeOfOwn, treeOfPart, type ValueNode } from './value-tree.ts';

interface Strategy {
  readonly mode: 'override' | 'default';
  readonly granularity: Granularity;
}

interface Contender {
  readonly tree: ValueNode;
  /** Undefined for the object's own values, which are never established. */
  readonly strategy: Strategy | undefined;
}

/**
 * The most established first: higher levels, then older policies, then by name. A policy that holds overrides and
 * defaults, which GEP-713 does not know, counts as two, of which the overrides are the more established.
 */
function contenders(levels: readonly (readonly OwnedPart[])[], own: OwnValues | undefined): Contender[] {
  const policies = levels.flatMap((level) => level.toSorted((a, b) => byPolicy(level, a, b)));
  const stack = policies.map((part): Contender => {
    const mode = part.mode === 'override' ? 'override' : 'default';
    return { tree: treeOfPart(part), strategy: { mode, granularity: part.granularity } };
  });
  return own ? [...stack, { tree: treeOfOwn(own), strategy: undefined }] : stack;
}

function byPolicy(level: readonly OwnedPart[], a: OwnedPart, b: OwnedPart): number {
  if (a.policy === b.policy) return Number(b.mode === 'override') - Number(a.mode === 'override');
  const place = (part: OwnedPart): number => level.findIndex(({ policy }) => policy === part.policy);
  return place(a) - place(b);
}

/** Defaults give way to the object's own values one by one: those are no policy that could be atomic. */
const against = (strategy: Strategy, challenger: Contender): Strategy =>
  challenger.strategy === undefined && strategy.mode === 'default' ? { ...strategy, granularity: 'field' } : strategy;

/** Bottom up: each policy decides how it stands to all that is below it. */
export function mergeGep713(
  levels: readonly (readonly OwnedPart[])[],
  own: OwnValues | undefined,
  rules: MergeRules,
): EffectivePolicy {
  const ledger = new MergeLedger();
  const stack = contenders(levels, own);
  let result = stack.pop();
  for (let next = stack.pop(); next && result; next = stack.pop()) {
    if (!next.strategy) continue;
    const step = { ...against(next.strategy, result), rules, ledger };
    result = { tree: mergeStep(next.tree, result.tree, step), strategy: next.strategy };
  }
  return ledger.close(result?.tree);
}

/** Top down: the result of two takes over the lower one's strategy (GEP-713, "Abstract process", provisional). */
export function mergeGep713Literal(
  levels: readonly (readonly OwnedPart[])[],
  own: OwnValues | undefined,
  rules: MergeRules,
): EffectivePolicy {
  const ledger = new MergeLedger();
  const [first, ...rest] = contenders(levels, own);
  let result = first;
  for (const next of rest) {
    if (!result?.strategy) continue;
    const step = { ...against(result.strategy, next), rules, ledger };
    result = { tree: mergeStep(result.tree, next.tree, step), strategy: next.strategy };
  }
  return ledger.close(result?.tree);
}
