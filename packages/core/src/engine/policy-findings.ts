import type { PolicyEntry } from '../policy/policy-entry.ts';
import type { PolicyResource } from '../resources/policy-resource.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Finding, FindingRule, Severity } from '../validation/finding.ts';

/** What the author of a policy should know: values, targets, and others that are in the way. */
export function policyFindings(
  { key, problems, warnings, outcomes }: PolicyEntry,
  conflicts: readonly string[],
  valueProblems: readonly string[],
): readonly Finding[] {
  const found = (severity: Severity, rule: FindingRule, path: string, message: string): Finding => ({
    severity,
    rule,
    resource: key,
    path,
    message,
  });
  return [
    ...problems.map(({ path, message }) => found('error', 'schema', path, message)),
    ...warnings.map(({ path, message }) => found('warning', 'unknown-field', path, message)),
    ...outcomes.flatMap((outcome) =>
      outcome.kind === 'found' ? [] : [found('error', 'reference', outcome.ref.path, outcome.message)],
    ),
    ...conflicts.map((message) => found('error', 'conflict', 'spec', message)),
    ...valueProblems.map((message) => found('error', 'value', 'spec', message)),
  ];
}

/** A policy of a kind that nobody registered and no manifest declares. */
export const unknownKindFinding = (policy: PolicyResource): Finding => ({
  severity: 'warning',
  rule: 'value',
  resource: resourceKey(policy),
  path: 'kind',
  message: `${policy.kind} of ${policy.apiVersion} is no kind of policy that is known: it has no effect`,
  fix: 'declare it by a CustomResourceDefinition with the label gateway.networking.k8s.io/policy',
});
