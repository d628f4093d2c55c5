import type { ApplyPolicies } from './apply-hook.ts';
import type { PolicyKind } from './policy-kind.ts';

/** The kinds that the project defines itself: `policy.routeward.dev`. */
export const builtInPolicyKinds: readonly PolicyKind[] = [];

/** What their values change in a rule. */
export const applyPolicies: ApplyPolicies = (rule) => ({ rule, backendSettings: new Map(), problems: [] });
