import type { ConvertedRule } from '../effective/http-rule.ts';
import { digestOf } from '../effective/version.ts';
import type { WeightedBackend } from '../ir/backend.ts';
import type { BackendSettings } from '../ir/backend-settings.ts';
import type { RouteAction } from '../ir/configuration.ts';
import type { ApplyPolicies, PolicyReferences, RulePolicies } from '../policy/apply-hook.ts';
import type { PolicyValueProblem } from './policed-route.ts';
import type { BackendUse } from './used-backends.ts';

/** What is gathered while a route's rules are gone through. */
export interface Policing {
  readonly apply: ApplyPolicies;
  readonly references: PolicyReferences;
  readonly uses: Map<string, BackendUse>;
  readonly problems: PolicyValueProblem[];
}

/** The key of a backend as it is used: with settings it is another one, by identity and never by position. */
function useWith(base: string, settings: BackendSettings | undefined, uses: Policing['uses']): string {
  if (!settings || Object.keys(settings).length === 0) return base;
  const key = `${base}~${digestOf(settings)}`;
  uses.set(key, { base, settings });
  return key;
}

function withSettings(
  action: RouteAction,
  settings: ReadonlyMap<string, BackendSettings>,
  uses: Policing['uses'],
): RouteAction {
  if (action.kind !== 'forward' || settings.size === 0) return action;
  const backends = action.backends.map((entry): WeightedBackend => {
    if (entry.kind === 'invalid') return entry;
    return { ...entry, backend: useWith(entry.backend, settings.get(entry.backend), uses) };
  });
  return { ...action, backends };
}

/** A rule with its policies applied; one that is closed already stays as it is. */
export function policeRule(rule: ConvertedRule, policies: RulePolicies, policing: Policing): ConvertedRule {
  if (rule.kind !== 'valid') return rule;
  const { content } = rule;
  const { filters, action, settings } = content;
  const applied = policing.apply({ filters, action, settings }, policies, policing.references);
  policing.problems.push(...applied.problems);
  const changed = withSettings(applied.rule.action, applied.backendSettings, policing.uses);
  return { ...rule, content: { ...content, ...applied.rule, action: changed } };
}
