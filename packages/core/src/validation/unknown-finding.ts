import { clusterScopedKinds, type ResourceKind } from '../resources/resource.ts';
import { didYouMean } from './did-you-mean.ts';
import { formatPath, type PathSegment, pathShape } from './field-path.ts';
import type { FieldTree } from './field-tree.ts';
import type { Finding } from './finding.ts';
import { kindReader } from './kinds.ts';
import { legacyField } from './legacy-fields.ts';
import type { UnknownField } from './prune.ts';

function hasField(tree: FieldTree, path: readonly PathSegment[]): boolean {
  let current: FieldTree | undefined = tree;
  for (const segment of path) {
    if (current?.kind === 'list') current = current.item;
    else if (current?.kind === 'object') current = current.fields.get(String(segment));
    else return false;
  }
  return current !== undefined;
}

/** A field that the API server would prune. */
export function unknownFinding(kind: ResourceKind, resource: string, { path, known }: UnknownField): Finding {
  const name = String(path.at(-1));
  const base = { severity: 'warning', resource, path: formatPath(path) } as const;
  const fix = legacyField(kind, pathShape(path));
  if (fix !== undefined) return { ...base, rule: 'legacy', message: 'is no field of this version: it is dropped', fix };
  if (clusterScopedKinds.has(kind) && base.path === 'metadata.namespace') {
    return { ...base, rule: 'unknown-field', message: `${kind} has no namespace: it is dropped` };
  }
  if (hasField(kindReader(kind, 'experimental').fields, path)) {
    const message = 'is a field of the experimental channel only: it is dropped';
    return { ...base, rule: 'unknown-field', message, fix: 'install the experimental CRDs, or leave it out' };
  }
  const meant = didYouMean(name, known);
  const message = 'is not a known field: it is dropped';
  return { ...base, rule: 'unknown-field', message, ...(meant !== undefined && { fix: `did you mean ${meant}?` }) };
}
