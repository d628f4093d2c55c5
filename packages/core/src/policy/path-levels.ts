import { compareText } from '../text/compare-text.ts';
import type { PathStep } from './hierarchy.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { PolicyLevel, PolicyPoints } from './policy-level.ts';

export function levelAt(points: PolicyPoints, step: PathStep, kind: PolicyKind): PolicyLevel | undefined {
  const level = points.at(step)?.get(kind.kind);
  return level && level.parts.length > 0 ? level : undefined;
}

/**
 * The levels of one kind that count on a path. A direct policy affects its target only: the section if one is attached
 * to it, else the object that the path ends with.
 */
export function levelsOn(points: PolicyPoints, steps: readonly PathStep[], kind: PolicyKind): readonly PolicyLevel[] {
  const inherited = kind.attachment === 'inherited';
  const start = inherited ? 0 : steps.findLastIndex((step) => step.always);
  const found: PolicyLevel[] = [];
  for (let index = start; index < steps.length; index += 1) {
    const step = steps[index];
    const level = step && levelAt(points, step, kind);
    if (level) found.push(level);
  }
  return inherited ? found : found.slice(-1);
}

/** Kinds that anything on the steps is attached of, in the order of their names. */
export function kindsOn(points: PolicyPoints, steps: Iterable<PathStep>): readonly PolicyKind[] {
  const kinds = new Map<string, PolicyKind>();
  for (const step of steps) {
    for (const name of points.at(step)?.keys() ?? []) {
      const kind = kinds.has(name) ? undefined : points.kind(name);
      if (kind) kinds.set(name, kind);
    }
  }
  return kinds.size < 2 ? [...kinds.values()] : [...kinds.values()].sort((a, b) => compareText(a.kind, b.kind));
}

export const hasAny = (points: PolicyPoints, steps: readonly PathStep[]): boolean =>
  steps.some((step) => points.at(step) !== undefined);
