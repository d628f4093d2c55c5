/** The kinds that the project defines itself, `policy.routeward.dev`, and what their values change in a rule. */
export { applyBuiltIn as applyPolicies } from './apply/apply-policies.ts';
export { ownPolicyKinds as builtInPolicyKinds } from './kinds/built-in-kinds.ts';
