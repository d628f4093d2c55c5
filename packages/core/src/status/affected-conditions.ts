import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import { compareText } from '../text/compare-text.ts';

/** Policies of one kind that affect an object. */
export interface AffectingPolicies {
  readonly group: string;
  readonly kind: string;
  readonly policies: readonly string[];
}

/** More would make a message that changes whenever anybody touches a policy. */
const mostNames = 5;

/** `policy.routeward.dev/RetryPolicyAffected`: each group's own, so that no two controllers write the same (GEP-713). */
export const affectedType = ({ group, kind }: { readonly group: string; readonly kind: string }): string =>
  `${group}/${kind}Affected`;

/** A list of names as messages write it, cut where it gets long. */
export function nameList(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort(compareText);
  const told = sorted.slice(0, mostNames).join(', ');
  return sorted.length > mostNames ? `${told} and ${sorted.length - mostNames} more` : told;
}

/** What tells an object's owner that policies are at work, one condition for each kind of them. */
export function affectedConditions(
  affecting: readonly AffectingPolicies[],
  generation: number | undefined,
): readonly ComputedCondition[] {
  return affecting
    .filter(({ policies }) => policies.length > 0)
    .map((entry) => ({
      type: affectedType(entry),
      status: 'True' as const,
      reason: 'PolicyAffected',
      message: `affected by ${nameList(entry.policies)}`,
      ...(generation !== undefined && { observedGeneration: generation }),
    }))
    .sort((a, b) => compareText(a.type, b.type));
}
