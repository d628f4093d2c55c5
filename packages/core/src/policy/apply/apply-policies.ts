import type { ApplyPolicies } from '../apply-hook.ts';
import { applyHeaders } from './headers.ts';
import { applyRetries } from './retries.ts';
import { RuleDraft } from './rule-draft.ts';
import { applyTimeouts } from './timeouts.ts';

const steps: readonly ((draft: RuleDraft) => void)[] = [applyTimeouts, applyRetries, applyHeaders];

/** What the built-in kinds change in a rule. A rule that can't be honoured anyway stays closed. */
export const applyBuiltIn: ApplyPolicies = (rule, policies, references) => {
  if (rule.action.kind === 'respond') return { rule, backendSettings: new Map(), problems: [] };
  const draft = new RuleDraft(rule, policies, references);
  for (const { message } of policies.broken) draft.close(message);
  for (const step of steps) if (!draft.closed) step(draft);
  return draft.finish();
};
