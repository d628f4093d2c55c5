import type * as z from 'zod';
import type { Channel } from '../resources/channel.ts';
import { clusterScopedKinds, type Resource, type ResourceKind } from '../resources/resource.ts';
import { blocksRules } from './blocking.ts';
import { completeResource } from './complete-resource.ts';
import { describeKey } from './describe-key.ts';
import { didYouMean } from './did-you-mean.ts';
import { formatPath, type PathSegment, pathShape } from './field-path.ts';
import type { FieldTree } from './field-tree.ts';
import type { Finding, FindingRule } from './finding.ts';
import { issueText } from './issue-message.ts';
import { kindReader } from './kinds.ts';
import { legacyField } from './legacy-fields.ts';
import { legacyValue } from './legacy-values.ts';
import { prepare } from './prepare.ts';
import { isPlainObject, type PlainObject, prune, type UnknownField } from './prune.ts';

export interface ReadResult {
  /** Undefined where a finding is an error. */
  readonly resource: Resource | undefined;
  readonly findings: readonly Finding[];
}

/** What stands at a path of the pruned value. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const segment of path) {
    if (Array.isArray(current) && typeof segment === 'number') current = current[segment];
    else if (isPlainObject(current) && Object.hasOwn(current, segment)) current = current[String(segment)];
    else return undefined;
  }
  return current;
}

function hasField(tree: FieldTree, path: readonly PathSegment[]): boolean {
  let current: FieldTree | undefined = tree;
  for (const segment of path) {
    if (current?.kind === 'list') current = current.item;
    else if (current?.kind === 'object') current = current.fields.get(String(segment));
    else return false;
  }
  return current !== undefined;
}

function unknownFinding(kind: ResourceKind, resource: string, { path, known }: UnknownField): Finding {
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

const rules = new Map<unknown, FindingRule>([
  ['list', 'list'],
  ['cel', 'cel'],
]);

const ruleOf = (issue: z.core.$ZodIssue): FindingRule =>
  (issue.code === 'custom' ? rules.get(issue.params?.['rule']) : undefined) ?? 'schema';

function issueFindings(
  kind: ResourceKind,
  resource: string,
  pruned: unknown,
  issues: readonly z.core.$ZodIssue[],
): Finding[] {
  const blocked = issues.some(blocksRules);
  return issues.flatMap((issue): Finding[] => {
    const rule = ruleOf(issue);
    if (blocked && rule === 'cel') return [];
    const value = valueAt(pruned, issue.path);
    const text = issueText(issue, value);
    const instead = rule === 'schema' ? legacyValue(kind, pathShape(issue.path), value) : undefined;
    const base = { severity: 'error', resource, path: formatPath(issue.path) } as const;
    if (instead !== undefined) return [{ ...base, rule: 'legacy', message: text.message, fix: instead }];
    return [{ ...base, rule, ...text }];
  });
}

/** Reads an object whose kind is known. */
export function readKind(kind: ResourceKind, value: PlainObject, channel: Channel): ReadResult {
  const { schema, fields, complete } = kindReader(kind, channel);
  const resource = describeKey(kind, value);
  const findings: Finding[] = [];
  const prepared = prepare(kind, value, resource, findings);
  const input = prune(fields, prepared, (field) => {
    if (complete) findings.push(unknownFinding(kind, resource, field));
  });
  const result = schema.safeParse(input);
  if (result.success) return { resource: completeResource(result.data), findings };
  return { resource: undefined, findings: [...findings, ...issueFindings(kind, resource, input, result.error.issues)] };
}
