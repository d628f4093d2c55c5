import type { EffectivePolicy } from './effective-policy.ts';
import { MergeLedger } from './merge-ledger.ts';
import { mergeStep } from './merge-step.ts';
import type { OwnedPart, OwnValues } from './owned-part.ts';
import type { MergeRules } from './policy-kind.ts';
import { treeOfOwn, treeOfPart, type ValueNode } from './value-tree.ts';

/** Who comes first beats who comes later: overrides from the top down, then defaults from the bottom up. */
function inOrder(levels: readonly (readonly OwnedPart[])[]): {
  readonly overrides: readonly OwnedPart[];
  readonly defaults: readonly OwnedPart[];
} {
  const overrides = levels.flat().filter(({ mode }) => mode === 'override');
  const defaults = levels.toReversed().flatMap((level) => level.filter(({ mode }) => mode !== 'override'));
  return { overrides, defaults };
}

/**
 * Every value by itself where the parts are per field or patches: the strongest that has one. A part that is atomic
 * puts aside all that is weaker, the object's own values too where it is an override.
 */
export function mergeClassic(
  levels: readonly (readonly OwnedPart[])[],
  own: OwnValues | undefined,
  rules: MergeRules,
): EffectivePolicy {
  const ledger = new MergeLedger();
  const { overrides, defaults } = inOrder(levels);
  let result: ValueNode | undefined;
  for (const part of defaults.toReversed()) {
    const tree = treeOfPart(part);
    const step = { mode: 'default', granularity: part.granularity, rules, ledger } as const;
    result = result ? mergeStep(result, tree, step) : tree;
  }
  if (own) {
    const tree = treeOfOwn(own);
    result = result ? mergeStep(result, tree, { mode: 'default', granularity: 'field', rules, ledger }) : tree;
  }
  for (const part of overrides.toReversed()) {
    const tree = treeOfPart(part);
    const step = { mode: 'override', granularity: part.granularity, rules, ledger } as const;
    result = result ? mergeStep(tree, result, step) : tree;
  }
  return ledger.close(result);
}
