import { compareText } from '../text/compare-text.ts';
import type { PolicyEntry } from './policy-entry.ts';
import type { PolicyLevel } from './policy-level.ts';

const nameOf = ({ resource }: PolicyEntry): string => `${resource.metadata.namespace ?? ''}/${resource.metadata.name}`;

/** The older policy first, of equal age by namespace and name (GEP-713, conflict resolution). */
export const byAge = (a: PolicyEntry, b: PolicyEntry): number =>
  a.createdAt - b.createdAt || compareText(nameOf(a), nameOf(b));

const isDirect = ({ parts }: PolicyEntry): boolean => parts.some(({ mode }) => mode === 'direct');

/**
 * The policies of one kind at one point. Of several that can't be merged (strategy None) the first counts; the others
 * are in conflict with it and have no effect.
 */
export function toLevel(point: string, kind: string, entries: Iterable<PolicyEntry>): PolicyLevel {
  const sorted = [...entries].sort(byAge);
  const valid = sorted.filter(({ problems }) => problems.length === 0);
  const counted = valid.filter((entry, index) => !isDirect(entry) || index === 0);
  const broken = sorted.filter(({ kind: { protects }, problems }) => protects && problems.length > 0);
  return {
    point,
    kind,
    parts: counted.flatMap(({ parts }) => parts),
    policies: counted.map(({ key }) => key),
    broken: broken.map(({ key, problems }) => ({ policy: key, message: problems[0]?.message ?? '' })),
  };
}

/** Who keeps a policy without effect at a point, if anybody. */
export function conflictAt(entries: readonly PolicyEntry[], entry: PolicyEntry): PolicyEntry | undefined {
  if (!isDirect(entry)) return undefined;
  const [first] = entries.filter(({ problems }) => problems.length === 0).sort(byAge);
  return first && first.key !== entry.key ? first : undefined;
}
