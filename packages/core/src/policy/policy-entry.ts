import { createdAt } from '../resources/created-at.ts';
import type { PolicyResource } from '../resources/policy-resource.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Topic } from '../snapshot/topics.ts';
import { pointKey } from './attachment-point.ts';
import type { OwnedPart } from './owned-part.ts';
import type { PolicyKind, PolicyProblem } from './policy-kind.ts';
import { resolveTargets, type TargetOutcome } from './resolve-targets.ts';
import { readTargets } from './target-ref.ts';

/** A policy of a known kind with what it says and where it attaches; before it is known who else does. */
export interface PolicyEntry {
  readonly key: string;
  readonly resource: PolicyResource;
  readonly kind: PolicyKind;
  readonly createdAt: number;
  /** Empty where it can't be read. */
  readonly parts: readonly OwnedPart[];
  /** What makes all of it invalid; a target that is refused concerns only that. */
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
  readonly outcomes: readonly TargetOutcome[];
  /** Keys of the points that it found, each once. */
  readonly points: readonly string[];
  readonly topics: readonly Topic[];
}

/** Reads and attaches one policy. */
export function evaluatePolicy(snapshot: Snapshot, kind: PolicyKind, resource: PolicyResource): PolicyEntry {
  const key = resourceKey(resource);
  const reading = kind.read(resource.spec);
  const targets = readTargets(resource.spec);
  const { outcomes, problems, topics } = resolveTargets(snapshot, kind, resource, targets);
  const read = reading.kind === 'read' ? reading.parts : [];
  return {
    key,
    resource,
    kind,
    createdAt: createdAt(resource.metadata.creationTimestamp),
    parts: read.map(({ mode, granularity, spec }) => ({ policy: key, mode, granularity, spec })),
    problems: [...(reading.kind === 'invalid' ? reading.problems : []), ...targets.problems, ...problems],
    warnings: reading.kind === 'read' ? reading.warnings : [],
    outcomes,
    points: [...new Set(outcomes.flatMap((outcome) => (outcome.kind === 'found' ? [pointKey(outcome.point)] : [])))],
    topics,
  };
}
