import type { AccessRule } from '../../ir/access.ts';
import { equalData } from '../../text/equal-data.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { type AccessPolicySpec, accessPolicySpec } from '../kinds/access-policy.ts';
import { AccessRules } from './access-rules.ts';
import { type ApplyProblem, PolicyReader, type PolicyValues } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const accessReader = new PolicyReader('AccessPolicy', accessPolicySpec);

/** What may pass; or why nothing may. */
export type Access =
  | { readonly kind: 'rules'; readonly rules: readonly AccessRule[] }
  | { readonly kind: 'closed'; readonly reason: string };

/** The problems are told. */
export function closedBy(problems: readonly ApplyProblem[], draft: RuleDraft): Access {
  draft.tell(...problems);
  const [problem] = problems;
  const what = problem ? `${problem.policy} can't be honoured: ${problem.path}: ${problem.message}` : 'not honoured';
  return { kind: 'closed', reason: what };
}

export function toAccess(values: PolicyValues<AccessPolicySpec>, draft: RuleDraft): Access {
  const made = new AccessRules(values, draft.references);
  const rules = made.all();
  return made.problems.length === 0 ? { kind: 'rules', rules } : closedBy(made.problems, draft);
}

function accessFrom(effective: EffectivePolicy | undefined, draft: RuleDraft): Access {
  if (!effective) return { kind: 'rules', rules: [] };
  const reading = accessReader.read(effective);
  return reading.kind === 'read' ? toAccess(reading.values, draft) : closedBy(reading.problems, draft);
}

/** Rules of another kind of policy that are there already hold too. */
export function applyToRule(access: Access, draft: RuleDraft): void {
  if (access.kind === 'closed') draft.close(access.reason);
  else if (access.rules.length > 0) {
    draft.settings = { ...draft.settings, access: [...(draft.settings.access ?? []), ...access.rules] };
  }
}

const otherRules = 'this Service has access rules of its own, and a rule with several backends can have one set only';

/**
 * AccessPolicy: the rules by which a request passes. Where a rule's backends come to different ones, those from above
 * them hold for the rule, and the share of whoever has others is closed: who gets in is decided before a backend is
 * chosen. Whatever can't be honoured closes what it is for.
 */
export function applyAccess(draft: RuleDraft): void {
  const made = new Map<EffectivePolicy | undefined, Access>();
  const accessOf = (effective: EffectivePolicy | undefined): Access => {
    const access = made.get(effective) ?? accessFrom(effective, draft);
    made.set(effective, access);
    return access;
  };
  const each = draft.backends.map(
    (backend) => [backend, accessOf(draft.effectiveOf(accessReader.kind, backend))] as const,
  );
  const [first, ...others] = each;
  if (first && others.every(([, access]) => equalData(access, first[1]))) {
    applyToRule(first[1], draft);
    return;
  }
  const above = accessOf(draft.effectiveOf(accessReader.kind));
  applyToRule(above, draft);
  for (const [backend, access] of each) {
    if (equalData(access, above)) continue;
    draft.closeBackend(backend, access.kind === 'closed' ? access.reason : otherRules);
    if (access.kind === 'rules') draft.tellDivided(accessReader.kind, backend, otherRules);
  }
}
