import type * as z from 'zod';
import { blocksRules } from './blocking.ts';
import { formatPath, pathShape } from './field-path.ts';
import type { Finding, FindingRule } from './finding.ts';
import { issueText } from './issue-message.ts';
import { legacyValue } from './legacy-values.ts';
import { isPlainObject } from './prune.ts';

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

const rules = new Map<unknown, FindingRule>([
  ['list', 'list'],
  ['cel', 'cel'],
]);

const ruleOf = (issue: z.core.$ZodIssue): FindingRule =>
  (issue.code === 'custom' ? rules.get(issue.params?.['rule']) : undefined) ?? 'schema';

/** `pruned` is the value that the schema refused. */
export function issueFindings(
  kind: string,
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
