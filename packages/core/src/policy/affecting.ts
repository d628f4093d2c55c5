import type { PathStep } from './hierarchy.ts';
import type { PolicyPoints } from './policy-level.ts';

/** Policies of one kind that affect an object. */
export interface AffectingKind {
  readonly group: string;
  readonly kind: string;
  readonly policies: readonly string[];
}

/**
 * Policies that affect what stands at the end of some paths, by kind. `own` are the points of the object itself: of
 * those only do direct policies affect it.
 */
export function affectingOn(
  points: PolicyPoints,
  paths: readonly (readonly PathStep[])[],
  own: ReadonlySet<string>,
): readonly AffectingKind[] {
  const found = new Map<string, { readonly group: string; readonly policies: Set<string> }>();
  for (const [key, step] of new Map(paths.flat().map((entry) => [entry.key, entry] as const))) {
    for (const [name, level] of points.at(step) ?? []) {
      const kind = points.kind(name);
      if (!kind || (kind.attachment === 'direct' && !own.has(key))) continue;
      const entry = found.get(name) ?? { group: kind.group, policies: new Set() };
      found.set(name, entry);
      for (const policy of level.policies) entry.policies.add(policy);
    }
  }
  return [...found].map(([kind, { group, policies }]) => ({ group, kind, policies: [...policies] }));
}
