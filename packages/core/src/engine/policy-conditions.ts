import { type ConditionDraft, toConditions } from '../gateways/conditions.ts';
import { pointKey } from '../policy/attachment-point.ts';
import type { PolicyEntry } from '../policy/policy-entry.ts';
import type { TargetOutcome } from '../policy/resolve-targets.ts';
import { nameList } from '../status/affected-conditions.ts';
import type { AncestorRef, AncestorVerdict } from '../status/policy-status.ts';
import type { PolicyEffect } from './policy-effects.ts';

/** What the conditions of a policy are made from. */
export interface PolicyFacts {
  readonly entry: PolicyEntry;
  /** By Gateway. */
  readonly effects: ReadonlyMap<string, PolicyEffect>;
  /** Who keeps it without effect at a point (strategy None). */
  readonly conflictAt: (point: string) => string | undefined;
  /** Whether a Gateway is ours to speak for. */
  readonly isOurs: (gateway: string) => boolean;
}

interface Verdict {
  readonly ref: AncestorRef;
  readonly accepted: ConditionDraft;
  readonly programmed?: ConditionDraft;
}

const gatewayGroup = 'gateway.networking.k8s.io';

const accepted: ConditionDraft = {
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
  message: 'the policy is accepted',
};

const refused = (reason: 'Conflicted' | 'Invalid' | 'TargetNotFound', message: string): ConditionDraft => ({
  type: 'Accepted',
  status: 'False',
  reason,
  message,
});

/** `Kind/namespace/name` or `Kind/name` as a reference. */
function toRef(key: string, section?: string): AncestorRef {
  const [kind = '', ...rest] = key.split('/');
  const name = rest.at(-1) ?? '';
  const group = kind === 'Service' || kind === 'Namespace' ? '' : gatewayGroup;
  return {
    group,
    kind,
    ...(rest.length > 1 && { namespace: rest[0] ?? '' }),
    name,
    ...(section !== undefined && { sectionName: section }),
  };
}

function refOf({ ref }: TargetOutcome, namespace: string | undefined): AncestorRef {
  const { group, kind, name, sectionName } = ref;
  const place = kind === 'GatewayClass' || kind === 'Namespace' ? undefined : (ref.namespace ?? namespace);
  return {
    group,
    kind,
    ...(place !== undefined && { namespace: place }),
    name,
    ...(sectionName !== undefined && { sectionName }),
  };
}

/** How far what a policy says counts (GEP-713, "Programmed"). */
function programmedCondition(effects: readonly PolicyEffect[]): ConditionDraft {
  const type = 'Programmed';
  const sum = (field: 'whole' | 'part' | 'none'): number => effects.reduce((total, effect) => total + effect[field], 0);
  const [whole, part, none] = [sum('whole'), sum('part'), sum('none')];
  const by = nameList(effects.flatMap(({ beatenBy }) => [...beatenBy]));
  if (whole + part + none === 0) {
    return {
      type,
      status: 'False',
      reason: 'Reconciling',
      message: 'there is nothing below its target that it affects',
    };
  }
  if (whole + part === 0) return { type, status: 'False', reason: 'Overridden', message: `overridden by ${by}` };
  if (part + none === 0) {
    return { type, status: 'True', reason: 'Programmed', message: 'in force wherever it applies' };
  }
  return { type, status: 'True', reason: 'PartiallyProgrammed', message: `partly overridden by ${by}` };
}

/** Accepted where its values can be honoured, and then how far they count. */
function effectVerdict(ref: AncestorRef, effects: readonly PolicyEffect[]): Verdict {
  const problems = effects.flatMap((effect) => [...effect.problems]);
  if (problems.length > 0) return { ref, accepted: refused('Invalid', nameList(problems)) };
  return { ref, accepted, programmed: programmedCondition(effects) };
}

function foundVerdicts(outcome: Extract<TargetOutcome, { kind: 'found' }>, facts: PolicyFacts): readonly Verdict[] {
  const { entry, effects, conflictAt, isOurs } = facts;
  const { object, section } = outcome.point;
  const target = toRef(object, section);
  const winner = conflictAt(pointKey(outcome.point));
  const conflicted = winner === undefined ? undefined : refused('Conflicted', `${winner} is for the same target`);
  const invalid = entry.problems[0] && refused('Invalid', `${entry.problems[0].path}: ${entry.problems[0].message}`);
  const negative = invalid ?? conflicted;
  if (object.startsWith('Gateway/')) {
    if (!isOurs(object)) return [];
    const effect = effects.get(object);
    return [negative ? { ref: target, accepted: negative } : effectVerdict(target, effect ? [effect] : [])];
  }
  if (object.startsWith('GatewayClass/')) {
    return [negative ? { ref: target, accepted: negative } : effectVerdict(target, [...effects.values()])];
  }
  if (negative) return [{ ref: target, accepted: negative }];
  const below = [...effects].map(([gateway, effect]) => effectVerdict(toRef(gateway), [effect]));
  return below.length > 0 ? below : [effectVerdict(target, [])];
}

function verdictsOf(outcome: TargetOutcome, facts: PolicyFacts): readonly Verdict[] {
  if (outcome.kind === 'found') return foundVerdicts(outcome, facts);
  const { reason, message } = outcome;
  return [{ ref: refOf(outcome, facts.entry.resource.metadata.namespace), accepted: refused(reason, message) }];
}

const refKey = (ref: AncestorRef): string =>
  [ref.group, ref.kind, ref.namespace ?? '', ref.name, ref.sectionName ?? ''].join('\0');

/** What a policy is told about each object that it affects; a bad target never hides a good one. */
export function policyVerdicts(facts: PolicyFacts): readonly AncestorVerdict[] {
  const byRef = new Map<string, Verdict>();
  for (const verdict of facts.entry.outcomes.flatMap((outcome) => verdictsOf(outcome, facts))) {
    const key = refKey(verdict.ref);
    const known = byRef.get(key);
    if (!known || (known.accepted.status === 'False' && verdict.accepted.status === 'True')) byRef.set(key, verdict);
  }
  const { generation } = facts.entry.resource.metadata;
  return [...byRef.values()].map(({ ref, accepted: first, programmed }) => ({
    ref,
    conditions: toConditions(programmed ? [first, programmed] : [first], generation),
  }));
}
