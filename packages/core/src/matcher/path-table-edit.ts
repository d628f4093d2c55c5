import type { EffectiveRule } from '../ir/configuration.ts';
import type { RuleConditions } from './conditions.ts';
import { addRule, isAlways, isInTree, noLeads, noRule, pathKey, writeAlways, writeTerminal } from './path-table.ts';
import { isEditableKey, RadixEditor } from './radix-edit.ts';
import type { RuleChanges } from './rule-changes.ts';
import type { TableWriter } from './table-writer.ts';

/** More changes than one in so many rules, and all is written anew: that is quicker, and leaves nothing unused. */
const rulesPerChange = 16;

/** What an edited region may have grown by since it was written as a whole. */
const largestGrowth = 1.25;

export interface PathTableEdit {
  /** The region as it was. */
  readonly paths: Uint16Array;
  readonly start: number;
  readonly end: number;
  readonly before: readonly EffectiveRule[];
  readonly after: readonly EffectiveRule[];
  /** One item per rule of `after`. */
  readonly conditions: readonly (RuleConditions | undefined)[];
  readonly changes: RuleChanges;
  readonly port: number;
}

function changedRules({ before, after, changes }: PathTableEdit): EffectiveRule[] {
  const removed = before.filter((_, index) => (changes.to[index] ?? -1) < 0);
  return [...removed, ...after.filter((_, index) => (changes.from[index] ?? -1) < 0)];
}

/** Gives the rules of a terminal, and of its list, their new numbers. */
function renumber(writer: TableWriter, base: number, at: number, to: Int32Array): void {
  const terminal = writer.longAt(at);
  const renumbered = (rule: number): number => (rule === noRule ? noRule : Math.max(0, to[rule] ?? 0));
  if ((terminal & 1) === 1) {
    writer.setLong(at, renumbered(terminal >> 1) * 2 + 1);
    return;
  }
  const list = base + (terminal >> 1);
  writer.setLong(list + 2, renumbered(writer.longAt(list + 2)));
  const end = list + 4 + 2 * writer.longAt(list);
  for (let entry = list + 4; entry < end; entry += 2) writer.setLong(entry, renumbered(writer.longAt(entry)));
}

/** The terminals of some keys, from all the rules that there are now. */
function setKeys(
  editor: RadixEditor,
  writer: TableWriter,
  base: number,
  keys: ReadonlySet<string>,
  edit: PathTableEdit,
): void {
  const lengths = new Set([...keys].map((key) => key.length));
  const found = new Map([...keys].map((key) => [key, { exact: noLeads(), prefix: noLeads() }]));
  edit.after.forEach((rule, index) => {
    const { kind, value } = rule.match.path;
    // A prefix may be written with a slash more than its key has.
    if (!lengths.has(value.length) && !(kind === 'prefix' && lengths.has(value.length - 1))) return;
    const leads = found.get(pathKey(rule));
    if (!leads || !isInTree(rule.match, edit.port)) return;
    addRule(kind === 'exact' ? leads.exact : leads.prefix, index, edit.conditions[index]);
  });
  for (const [key, { exact, prefix }] of found) {
    const terminals = [writeTerminal(writer, base, exact), writeTerminal(writer, base, prefix)] as const;
    editor.set(key, ...terminals);
  }
}

/**
 * Appends the region of a virtual host of which few rules changed: a copy in which the rules have their new numbers and
 * the changed paths new nodes at the end. False, and nothing is written, where that does not pay.
 */
export function editPathTable(writer: TableWriter, edit: PathTableEdit): boolean {
  const { paths, start, end, after, conditions, changes, port } = edit;
  if (changes.count * rulesPerChange > after.length) return false;
  const changed = changedRules(edit);
  const keys = new Set(changed.filter(({ match }) => isInTree(match, port)).map(pathKey));
  const base = writer.length;
  const written = ((paths[start + 4] ?? 0) << 16) | (paths[start + 5] ?? 0);
  const hasRoot = paths[start] !== 0 || paths[start + 1] !== 0;
  if (!hasRoot || end - start > written * largestGrowth || ![...keys].every(isEditableKey)) return false;
  writer.copy(paths, start, end);
  const editor = new RadixEditor(writer, base, base);
  editor.eachTerminal((at) => renumber(writer, base, at, changes.to));
  // Most changes are of rules with a path of their own.
  if (changed.every(({ match }) => isInTree(match, port) && !isAlways(match.path))) {
    if (writer.longAt(base + 2) !== 0) renumber(writer, base, base + 2, changes.to);
  } else writer.setLong(base + 2, writeAlways({ writer, base, rules: after, conditions }, port));
  setKeys(editor, writer, base, keys, edit);
  return true;
}
