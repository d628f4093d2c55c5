import type { ParentBinding } from '../attachment/attach.ts';
import type { ConvertedRule } from '../effective/http-rule.ts';
import { type ConditionDraft, toConditions } from '../gateways/conditions.ts';
import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { InvalidBackendReason } from '../ir/backend.ts';

/** A rule that can't be honoured as it is written. */
type InvalidRule = Exclude<ConvertedRule, { kind: 'valid' }>;

export type ResolvedBinding = Extract<ParentBinding, { kind: 'resolved' }>;

/**
 * Which reason is reported where several apply is left open by the specification. A missing grant comes first: it must
 * not matter whether the target exists.
 */
const reasonOrder: readonly InvalidBackendReason[] = [
  'RefNotPermitted',
  'InvalidKind',
  'BackendNotFound',
  'UnsupportedProtocol',
];

/** Characters; metav1.Condition allows 32,768, which some status writers store many times over. */
const maxMessage = 4096;

const shorten = (message: string): string =>
  message.length > maxMessage ? `${message.slice(0, maxMessage - 1)}…` : message;

const ruleLabel = ({ index, name }: ConvertedRule): string =>
  name === undefined ? String(index) : `${index} (${name})`;

const describeRule = (rule: InvalidRule): string =>
  `${ruleLabel(rule)}: ${[...new Set(rule.issues.map(({ message }) => message))].join('; ')}`;

const isInvalid = (rule: ConvertedRule): rule is InvalidRule => rule.kind !== 'valid';

/** `Dropped Rule` is how the message has to start (RouteConditionPartiallyInvalid). */
const droppedRules = (invalid: readonly InvalidRule[]): string =>
  shorten(invalid.map((rule) => `Dropped Rule ${describeRule(rule)}`).join('. '));

function acceptedCondition({ failure, parent }: ResolvedBinding, rules: readonly ConvertedRule[]): ConditionDraft {
  const type = 'Accepted';
  if (failure) return { type, status: 'False', reason: failure.reason, message: shorten(failure.message) };
  const invalid = rules.filter(isInvalid);
  const [first] = invalid;
  if (first && invalid.length === rules.length) {
    const reason = first.issues[0]?.reason ?? 'UnsupportedValue';
    return { type, status: 'False', reason, message: droppedRules(invalid) };
  }
  return { type, status: 'True', reason: 'Accepted', message: `accepted by ${parent}` };
}

function resolvedRefsCondition(rules: readonly ConvertedRule[]): ConditionDraft {
  const type = 'ResolvedRefs';
  const issues = rules.flatMap(({ references }) => references);
  const reason = reasonOrder.find((candidate) => issues.some((issue) => issue.reason === candidate));
  if (reason === undefined) {
    return { type, status: 'True', reason: 'ResolvedRefs', message: 'all references resolve' };
  }
  const message = shorten(issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '));
  return { type, status: 'False', reason, message };
}

/**
 * What a route is told about one parentRef. PartiallyInvalid is there only where the route is accepted and some of
 * its rules, not all, can't be honoured; it is never False (RouteConditionPartiallyInvalid).
 */
export function routeConditions(
  binding: ResolvedBinding,
  rules: readonly ConvertedRule[],
  generation: number | undefined,
): readonly ComputedCondition[] {
  const accepted = acceptedCondition(binding, rules);
  const drafts = [accepted, resolvedRefsCondition(rules)];
  const invalid = rules.filter(isInvalid);
  if (accepted.status === 'True' && invalid.length > 0) {
    const message = droppedRules(invalid);
    drafts.push({ type: 'PartiallyInvalid', status: 'True', reason: 'UnsupportedValue', message });
  }
  return toConditions(drafts, generation);
}
