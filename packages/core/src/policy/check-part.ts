import type * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { formatPath, parsePath } from '../validation/field-path.ts';
import { fieldTree } from '../validation/field-tree.ts';
import { issueText } from '../validation/issue-message.ts';
import { prune } from '../validation/prune.ts';
import type { PolicyProblem } from './policy-kind.ts';
import type { PolicyPart } from './policy-part.ts';

export interface CheckedPart {
  readonly part: PolicyPart;
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

/** Told of one part; whoever has more has another problem than those. */
const mostProblems = 100;

const trees = new WeakMap<z.ZodType, ReturnType<typeof fieldTree>>();

function treeOf(schema: z.ZodType): ReturnType<typeof fieldTree> {
  const known = trees.get(schema);
  if (known) return known;
  const tree = fieldTree(schema, 'experimental');
  trees.set(schema, tree);
  return tree;
}

function parsed(schema: z.ZodType, value: unknown) {
  try {
    return schema.safeParse(value);
  } catch (error) {
    // zod hands lists of problems on as arguments: of very many, the stack has no room.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function valueAt(value: JsonValue | undefined, path: readonly PropertyKey[]): JsonValue | undefined {
  let current = value;
  for (const segment of path) {
    if (Array.isArray(current) && typeof segment === 'number') current = current[segment];
    else if (isJsonObject(current) && Object.hasOwn(current, segment)) current = current[String(segment)];
    else return undefined;
  }
  return current;
}

/** A copy without the values at some paths, nulls kept: they mean something to a patch. */
function without(value: JsonValue, paths: readonly (readonly PropertyKey[])[]): JsonValue {
  if (paths.length === 0) return value;
  const inside = (key: PropertyKey) => paths.filter((path) => path[0] === key).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => without(item, inside(index)));
  if (!isJsonObject(value)) return value;
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const [key, field] of Object.entries(value)) {
    const below = inside(key);
    if (!below.some((path) => path.length === 0)) copy[key] = without(field, below);
  }
  return copy;
}

/**
 * Holds a part to the kind's schema. The values stay as they were written: what a schema makes of them (defaults,
 * numbers for durations) is for whoever carries the effective policy out.
 */
export function checkPart(
  schema: z.ZodType,
  part: PolicyPart,
  check: ((spec: JsonObject) => readonly PolicyProblem[]) | undefined,
): CheckedPart {
  const problems: PolicyProblem[] = [];
  const unknown: (readonly PropertyKey[])[] = [];
  const at = (path: readonly PropertyKey[]): string => formatPath([...parsePath(part.path), ...path]);
  const tell = (path: readonly PropertyKey[], message: string): void => {
    if (problems.length < mostProblems) problems.push({ path: at(path), message });
  };
  const pruned = prune(treeOf(schema), part.spec, ({ path }) => unknown.push(path));
  const result = parsed(schema, pruned);
  if (result === undefined) tell([], 'has too many problems to tell them all');
  else if (!result.success) {
    for (const issue of result.error.issues) tell(issue.path, issueText(issue, valueAt(part.spec, issue.path)).message);
  }
  const kept = without(part.spec, unknown);
  const spec = isJsonObject(kept) ? kept : part.spec;
  if (problems.length === 0) for (const { path, message } of check?.(spec) ?? []) tell(parsePath(path), message);
  const message = 'is not a known field: it is dropped';
  const warnings = unknown.slice(0, mostProblems).map((path) => ({ path: at(path), message }));
  return { part: { ...part, spec }, problems, warnings };
}
