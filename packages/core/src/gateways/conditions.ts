import { compareText } from '../text/compare-text.ts';
import type { ComputedCondition } from './evaluated-gateway.ts';

/** A condition before it is tied to a generation. */
export interface ConditionDraft {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** Sorted by type, each with the generation that was looked at; objects that never were in a cluster have none. */
export function toConditions(drafts: readonly ConditionDraft[], generation: number | undefined): ComputedCondition[] {
  return drafts
    .map((draft) => (generation === undefined ? draft : { ...draft, observedGeneration: generation }))
    .sort((a, b) => compareText(a.type, b.type));
}
