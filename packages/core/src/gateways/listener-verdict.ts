import type { ConditionDraft } from './conditions.ts';
import type { ListenerCheck } from './evaluate-listener.ts';
import type { ListenerProblem } from './listener-problem.ts';

/** What the checks of a listener come to. */
export interface ListenerVerdict {
  readonly check: ListenerCheck;
  readonly accepted: boolean;
  /** True where traffic can be taken, given that the Gateway as a whole is accepted. */
  readonly usable: boolean;
}

/**
 * A listener takes traffic if it is accepted, has a certificate where it ends TLS, and a kind of route that may attach.
 * One that asks for more certificates or kinds than there are serves with the rest; one of whose certificate authorities
 * some are missing checks clients by the others.
 */
export function judge(check: ListenerCheck): ListenerVerdict {
  const { problems, tls, supportedKinds } = check;
  const accepted = problems.every(({ condition }) => condition !== 'Accepted' && condition !== 'Conflicted');
  const lacksCertificate = tls?.mode === 'Terminate' && tls.certificates.length === 0;
  return { check, accepted, usable: accepted && !lacksCertificate && supportedKinds.length > 0 };
}

const messageOf = (problems: readonly ListenerProblem[]): string =>
  problems.map(({ path, message }) => `${path}: ${message}`).join('; ');

/** A positive condition: False with the reason of the first problem and the messages of all. */
function positive(type: string, problems: readonly ListenerProblem[], message: string): ConditionDraft {
  const [first] = problems;
  if (!first) return { type, status: 'True', reason: type, message };
  return { type, status: 'False', reason: first.reason, message: messageOf(problems) };
}

function programmed({ check, usable }: ListenerVerdict, blocked: string | undefined): ConditionDraft {
  const type = 'Programmed';
  const { conflict } = check;
  if (conflict) return { type, status: 'False', reason: conflict.reason, message: 'the listener is conflicted' };
  if (!usable) return { type, status: 'False', reason: 'Invalid', message: 'the listener cannot be served as it is' };
  if (blocked) return { type, status: 'False', reason: 'Pending', message: blocked };
  return { type, status: 'True', reason: type, message: 'the listener is served' };
}

function conflicted(problems: readonly ListenerProblem[]): ConditionDraft {
  const type = 'Conflicted';
  const [first] = problems;
  if (!first) return { type, status: 'False', reason: 'NoConflicts', message: 'no other listener is in the way' };
  return { type, status: 'True', reason: first.reason, message: messageOf(problems) };
}

/** The conditions of a listener; `blocked` says why the Gateway as a whole can't be served, if it can't. */
export function listenerConditions(
  verdict: ListenerVerdict,
  overlaps: readonly string[],
  blocked: string | undefined,
): readonly ConditionDraft[] {
  const { problems } = verdict.check;
  const conflicts = problems.filter(({ condition }) => condition === 'Conflicted');
  const refusals = problems.filter(({ condition }) => condition === 'Conflicted' || condition === 'Accepted');
  const unresolved = problems.filter(({ condition }) => condition === 'ResolvedRefs');
  const overlapping: ConditionDraft = {
    type: 'OverlappingTLSConfig',
    status: 'True',
    reason: 'OverlappingHostnames',
    message: `the hostname overlaps that of listener ${overlaps.join(', ')} on the same port`,
  };
  return [
    positive('Accepted', refusals, 'the listener is accepted'),
    conflicted(conflicts),
    positive('ResolvedRefs', unresolved, 'all references are resolved'),
    programmed(verdict, blocked),
    // Negative polarity: absent while false.
    ...(overlaps.length > 0 ? [overlapping] : []),
  ];
}
