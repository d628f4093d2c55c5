import { applyBuiltIn } from './apply/apply-policies.ts';
import type { ApplyPolicies } from './apply-hook.ts';
import { ownPolicyKinds } from './kinds/built-in-kinds.ts';
import type { PolicyKind } from './policy-kind.ts';

/** The kinds that the project carries out itself. */
export const builtInPolicyKinds: readonly PolicyKind[] = ownPolicyKinds;

/** What their values change in a rule. */
export const applyPolicies: ApplyPolicies = applyBuiltIn;
