import type { EffectiveRule } from '../ir/configuration.ts';
import type { PathMatch, RuleMatch } from '../ir/match.ts';
import { inTable, prefixText, type RuleConditions } from './conditions.ts';
import { type RadixItems, writeRadix } from './radix.ts';
import type { TableWriter } from './table-writer.ts';

/**
 * One virtual host's region of a table:
 *
 *     root (2), always (2), words written (2), lists…, radix nodes…
 *
 * A terminal says which rules a place in the path leads to: 0 none; odd, twice the index of a rule that asks for
 * nothing but the path, plus 1; even, twice the offset of a list. A list is its length (2), the rule that asks for
 * nothing more (2) or `noRule`, and the rules in front of that one, which have conditions (2 each). `always` is the
 * terminal of the prefix `/` together with the rules whose paths are tested one by one. The words that were written
 * first tell how much later edits have added.
 *
 * The array of rules has the final order already, so the first rule whose conditions hold among all the terminals
 * that a path passes is found by index alone, whatever the order was made from.
 */
const regionHeader = 6;

/** Sorts after the index of any rule. */
export const noRule = 0x7fffffff;

/** Mesh frontends ask who sends; nothing in an HTTP request says so, and what can't be checked does not hold. */
const canMatch = (match: RuleMatch, port: number): boolean =>
  match.source === undefined && (match.port === undefined || match.port === port);

/** A path as the tree has it. */
export function pathKey(rule: EffectiveRule): string {
  const { path } = rule.match;
  return path.kind === 'prefix' ? prefixText(path.value) : path.value;
}

/** The prefix `/` holds for any path, even `*`; it and the paths that are tested one by one have no place in the tree. */
export const isAlways = ({ kind, value }: PathMatch): boolean => kind === 'prefix' && prefixText(value) === '';

/** A path ends in front of `?` and `#`, so one that holds them is never found. */
export const isInTree = (match: RuleMatch, port: number): boolean =>
  canMatch(match, port) && inTable(match.path) && !isAlways(match.path) && !/[?#]/.test(match.path.value);

/** What one terminal leads to. */
export interface Leads {
  readonly conditional: number[];
  /** What stands behind it is out of reach. */
  unconditional: number;
}

export const noLeads = (): Leads => ({ conditional: [], unconditional: noRule });

export function addRule(leads: Leads, index: number, conditions: RuleConditions | undefined): void {
  if (leads.unconditional !== noRule) return;
  if (conditions === undefined) leads.unconditional = index;
  else leads.conditional.push(index);
}

/** Writes the list, if one is needed, answers the terminal, and empties `leads` for the next. */
export function writeTerminal(writer: TableWriter, base: number, leads: Leads): number {
  const { conditional, unconditional } = leads;
  if (conditional.length === 0 && unconditional === noRule) return 0;
  leads.unconditional = noRule;
  if (conditional.length === 0) return unconditional * 2 + 1;
  const offset = writer.length - base;
  writer.long(conditional.length);
  writer.long(unconditional);
  for (const index of conditional) writer.long(index);
  conditional.length = 0;
  return offset * 2;
}

export interface Region {
  readonly writer: TableWriter;
  readonly base: number;
  readonly rules: readonly EffectiveRule[];
  readonly conditions: readonly (RuleConditions | undefined)[];
}

/** Writes the lists of the rules of one path. */
function terminalsOf({ writer, base, rules, conditions }: Region, order: Uint32Array): RadixItems['terminals'] {
  const exact = noLeads();
  const prefix = noLeads();
  return (from, to) => {
    for (let at = from; at < to; at++) {
      const index = order[at] ?? 0;
      addRule(rules[index]?.match.path.kind === 'exact' ? exact : prefix, index, conditions[index]);
    }
    return { exact: writeTerminal(writer, base, exact), prefix: writeTerminal(writer, base, prefix) };
  };
}

/** Rules that have a place in the tree. */
function treeOrder(rules: readonly EffectiveRule[], port: number): Uint32Array {
  const order = new Uint32Array(rules.length);
  let count = 0;
  rules.forEach(({ match }, index) => {
    if (isInTree(match, port)) order[count++] = index;
  });
  return order.subarray(0, count);
}

export function writeAlways({ writer, base, rules, conditions }: Region, port: number): number {
  const leads = noLeads();
  rules.forEach(({ match }, index) => {
    if (canMatch(match, port) && (isAlways(match.path) || !inTable(match.path)))
      addRule(leads, index, conditions[index]);
  });
  return writeTerminal(writer, base, leads);
}

/** Appends the region of a virtual host with these rules; `conditions` has one item per rule. */
export function writePathTable(
  writer: TableWriter,
  rules: readonly EffectiveRule[],
  conditions: readonly (RuleConditions | undefined)[],
  port: number,
): void {
  const region: Region = { writer, base: writer.length, rules, conditions };
  for (let word = 0; word < regionHeader; word++) writer.word(0);
  writer.setLong(region.base + 2, writeAlways(region, port));
  const order = treeOrder(rules, port);
  if (order.length > 0) {
    const items = { keys: rules.map(pathKey), order, terminals: terminalsOf(region, order) };
    writer.setLong(region.base, writeRadix(writer, region.base, items));
  }
  writer.setLong(region.base + 4, writer.length - region.base);
}
