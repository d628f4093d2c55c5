import type { ApplyPolicies } from '../apply-hook.ts';
import { applyAccess } from './access.ts';
import { applyCompression } from './compression.ts';
import { applyBackendTraffic } from './envoy-gateway/backend-traffic.ts';
import { applySecurity } from './envoy-gateway/security.ts';
import { applyFaults } from './faults.ts';
import { applyHeaders } from './headers.ts';
import { applyMirrors } from './mirrors.ts';
import { applyRateLimits } from './rate-limits.ts';
import { applyRetries } from './retries.ts';
import { RuleDraft } from './rule-draft.ts';
import { applyTimeouts } from './timeouts.ts';
import { applyTraffic } from './traffic.ts';

interface Step {
  /** Those whose effective policies it reads. */
  readonly kinds: readonly string[];
  readonly apply: (draft: RuleDraft) => void;
}

/** Envoy Gateway's kinds first: where both say something, the project's own count, and rules of both protect. */
const envoySteps: readonly Step[] = [
  { kinds: ['SecurityPolicy'], apply: applySecurity },
  { kinds: ['BackendTrafficPolicy'], apply: applyBackendTraffic },
];

/** Access before rate limits, which may count by claims; faults last, because they come in front of all filters. */
const steps: readonly Step[] = [
  { kinds: ['AccessPolicy'], apply: applyAccess },
  { kinds: ['RateLimitPolicy'], apply: applyRateLimits },
  { kinds: ['TimeoutPolicy', 'RetryPolicy'], apply: applyTimeouts },
  { kinds: ['RetryPolicy'], apply: applyRetries },
  { kinds: ['TrafficPolicy'], apply: applyTraffic },
  { kinds: ['CompressionPolicy'], apply: applyCompression },
  { kinds: ['HeaderPolicy'], apply: applyHeaders },
  { kinds: ['MirrorPolicy'], apply: applyMirrors },
  { kinds: ['FaultPolicy'], apply: applyFaults },
];

/** What the built-in kinds change in a rule. A rule that can't be honoured anyway stays closed. */
export const applyBuiltIn: ApplyPolicies = (rule, policies, references) => {
  if (rule.action.kind === 'respond') return { rule, backendSettings: new Map(), problems: [] };
  const draft = new RuleDraft(rule, policies, references);
  for (const { message } of policies.broken) draft.close(message);
  const present = draft.kinds();
  for (const { kinds, apply } of [...envoySteps, ...steps]) {
    if (!draft.closed && kinds.some((kind) => present.has(kind))) apply(draft);
  }
  return draft.finish();
};
