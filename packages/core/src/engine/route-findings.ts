import type { ParentBinding } from '../attachment/attach.ts';
import type { ConvertedRule } from '../effective/http-rule.ts';
import type { Finding, FindingRule, Severity } from '../validation/finding.ts';

/**
 * What a route's author should know: each error makes a condition say so. A parent that belongs to
 * another controller is none of our business.
 */
export function routeFindings(
  route: string,
  bindings: readonly ParentBinding[],
  rules: readonly ConvertedRule[],
): readonly Finding[] {
  const found = (rule: FindingRule, path: string, message: string, severity: Severity = 'error'): Finding => ({
    severity,
    rule,
    resource: route,
    path,
    message,
  });
  const attachment = bindings.flatMap((binding) => {
    const path = `spec.parentRefs[${binding.index}]`;
    if (binding.kind === 'resolved') return binding.failure ? [found('attachment', path, binding.failure.message)] : [];
    return binding.wrong ? [found('attachment', path, binding.message)] : [];
  });
  const conversion = rules.flatMap((rule) => [
    ...rule.references.map(({ path, message }) => found('reference', path, message)),
    ...rule.warnings.map(({ path, message }) => found('value', path, message, 'warning')),
    ...(rule.kind === 'valid' ? [] : rule.issues.map(({ path, message }) => found('value', path, message))),
  ]);
  return [...attachment, ...conversion];
}
