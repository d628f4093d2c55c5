import type { ConditionDraft } from './conditions.ts';
import type { GatewayCheck, GatewayProblem } from './gateway-problems.ts';
import type { ListenerVerdict } from './listener-verdict.ts';

const failed = (type: string, { reason, message }: GatewayProblem): ConditionDraft => ({
  type,
  status: 'False',
  reason,
  message,
});

const namesOf = (verdicts: readonly ListenerVerdict[]): string =>
  verdicts.map(({ check }) => check.listener.name).join(', ');

/** True with ListenersNotValid while one listener is accepted, False once none is (GatewayReasonListenersNotValid). */
function accepted({ refusal }: GatewayCheck, verdicts: readonly ListenerVerdict[]): ConditionDraft {
  const type = 'Accepted';
  if (refusal) return failed(type, refusal);
  const invalid = verdicts.filter(({ usable }) => !usable);
  if (invalid.length === 0) return { type, status: 'True', reason: type, message: 'the Gateway is accepted' };
  const message = `listeners that cannot be served: ${namesOf(invalid)}`;
  const some = verdicts.some((verdict) => verdict.accepted);
  return { type, status: some ? 'True' : 'False', reason: 'ListenersNotValid', message };
}

function programmed(check: GatewayCheck, verdicts: readonly ListenerVerdict[]): ConditionDraft {
  const type = 'Programmed';
  const { refusal, addressProblem } = check;
  if (refusal) return { type, status: 'False', reason: 'Invalid', message: 'the Gateway is not accepted' };
  if (addressProblem) return failed(type, addressProblem);
  if (verdicts.some(({ usable }) => usable)) {
    return { type, status: 'True', reason: type, message: 'the configuration is in force' };
  }
  return { type, status: 'False', reason: 'Invalid', message: 'no listener can be served' };
}

/** The Gateway's own references first, then a summary of those of its listeners. */
function resolvedRefs({ reference }: GatewayCheck, verdicts: readonly ListenerVerdict[]): ConditionDraft {
  const type = 'ResolvedRefs';
  if (reference) return failed(type, reference);
  const unresolved = verdicts.filter(({ check }) =>
    check.problems.some(({ condition }) => condition === 'ResolvedRefs'),
  );
  if (unresolved.length === 0) return { type, status: 'True', reason: type, message: 'all references are resolved' };
  const message = `listeners with unresolved references: ${namesOf(unresolved)}`;
  return { type, status: 'False', reason: 'ListenersNotResolved', message };
}

/** The conditions of a Gateway, listeners taken into account. */
export function gatewayConditions(check: GatewayCheck, verdicts: readonly ListenerVerdict[]): ConditionDraft[] {
  const insecure: ConditionDraft = {
    type: 'InsecureFrontendValidationMode',
    status: 'True',
    reason: 'ConfigurationChanged',
    message: `${check.insecure.join(', ')}: clients without a valid certificate are let in`,
  };
  return [
    accepted(check, verdicts),
    programmed(check, verdicts),
    resolvedRefs(check, verdicts),
    // Removed again once no validation is insecure (GEP-91).
    ...(check.insecure.length > 0 ? [insecure] : []),
  ];
}
