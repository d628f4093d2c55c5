import type { AccessRule } from '../../ir/access.ts';
import { equalData } from '../../text/equal-data.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { accessPolicySpec } from '../kinds/access-policy.ts';
import { AccessRules } from './access-rules.ts';
import { type ApplyProblem, PolicyReader } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const accessReader = new PolicyReader('AccessPolicy', accessPolicySpec);

/** What may pass; or why nothing may. */
type Access =
  | { readonly kind: 'rules'; readonly rules: readonly AccessRule[] }
  | { readonly kind: 'closed'; readonly reason: string };

const reasonOf = ([problem]: readonly ApplyProblem[]): string =>
  problem ? `${problem.policy} can't be honoured: ${problem.path}: ${problem.message}` : 'a policy can not be honoured';

function toAccess(effective: EffectivePolicy | undefined, draft: RuleDraft): Access {
  if (!effective) return { kind: 'rules', rules: [] };
  const reading = accessReader.read(effective);
  if (reading.kind === 'invalid') {
    draft.tell(...reading.problems);
    return { kind: 'closed', reason: reasonOf(reading.problems) };
  }
  const made = new AccessRules(reading.values, draft.references);
  const rules = made.all();
  draft.tell(...made.problems);
  return made.problems.length === 0 ? { kind: 'rules', rules } : { kind: 'closed', reason: reasonOf(made.problems) };
}

function applyToRule(access: Access, draft: RuleDraft): void {
  if (access.kind === 'closed') draft.close(access.reason);
  else if (access.rules.length > 0) draft.settings = { ...draft.settings, access: access.rules };
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
    const access = made.get(effective) ?? toAccess(effective, draft);
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
