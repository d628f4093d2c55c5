import type { ApplyPolicies } from '../apply-hook.ts';
import { applyAccess } from './access.ts';
import { applyCompression } from './compression.ts';
import { applyFaults } from './faults.ts';
import { applyHeaders } from './headers.ts';
import { applyMirrors } from './mirrors.ts';
import { applyRateLimits } from './rate-limits.ts';
import { applyRetries } from './retries.ts';
import { RuleDraft } from './rule-draft.ts';
import { applyTimeouts } from './timeouts.ts';
import { applyTraffic } from './traffic.ts';

/** Access before rate limits, which may count by claims; faults last, because they come in front of all filters. */
const steps: readonly ((draft: RuleDraft) => void)[] = [
  applyAccess,
  applyRateLimits,
  applyTimeouts,
  applyRetries,
  applyTraffic,
  applyCompression,
  applyHeaders,
  applyMirrors,
  applyFaults,
];

/** What the built-in kinds change in a rule. A rule that can't be honoured anyway stays closed. */
export const applyBuiltIn: ApplyPolicies = (rule, policies, references) => {
  if (rule.action.kind === 'respond') return { rule, backendSettings: new Map(), problems: [] };
  const draft = new RuleDraft(rule, policies, references);
  for (const { message } of policies.broken) draft.close(message);
  for (const step of steps) if (!draft.closed) step(draft);
  return draft.finish();
};
