import { isJsonObject } from '../text/json.ts';
import type { MergeLedger } from './merge-ledger.ts';
import { retrace } from './merge-ledger.ts';
import { Overlay } from './overlay.ts';
import type { MergeRules } from './policy-kind.ts';
import type { Granularity } from './policy-part.ts';
import { leavesOf, plainValue, type ValueNode } from './value-tree.ts';

/** One strategy of GEP-713 with what it is applied by. */
export interface MergeStep {
  readonly mode: 'override' | 'default';
  readonly granularity: Granularity;
  readonly rules: MergeRules;
  readonly ledger: MergeLedger;
}

/** f(established, challenger): what is left of two specs. */
export function mergeStep(established: ValueNode, challenger: ValueNode, step: MergeStep): ValueNode {
  const { mode, granularity, rules, ledger } = step;
  const [base, top] = mode === 'override' ? [challenger, established] : [established, challenger];
  if (granularity === 'atomic') {
    ledger.lose(base, []);
    return top;
  }
  if (granularity === 'custom') return customStep(established, challenger, step);
  return new Overlay({ granularity, emptyGivesWay: mode === 'default', rules, lost: ledger.lose }).put(base, top);
}

function customStep(established: ValueNode, challenger: ValueNode, { mode, rules, ledger }: MergeStep): ValueNode {
  const [a, b] = [plainValue(established), plainValue(challenger)];
  const made = isJsonObject(a) && isJsonObject(b) ? rules.merge?.(a, b, mode) : undefined;
  if (made === undefined) return established;
  const { policy, mode: by } = established.origin;
  const result = retrace(made, established, challenger, { policy, mode: by, made: true });
  const used = new Set([...leavesOf(result)].map(({ origin }) => origin));
  for (const tree of [established, challenger]) {
    for (const { path, value, origin } of leavesOf(tree)) {
      if (!used.has(origin)) ledger.lose({ kind: 'leaf', value, origin }, path);
    }
  }
  return result;
}
