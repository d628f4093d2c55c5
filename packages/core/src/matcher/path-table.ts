import type { EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import type { RuleMatch } from '../ir/match.ts';
import { compareText } from '../text/compare-text.ts';
import { inTable, prefixText, type RuleConditions } from './conditions.ts';
import { writeRadix } from './radix.ts';
import type { TableWriter } from './table-writer.ts';

/**
 * One virtual host's region of a table:
 *
 *     root (2), prefix `/` (2), rules tested one by one (2), lists…, radix nodes…
 *
 * A terminal is an entry (odd) or twice the offset of a list; 0 means none. A list is its length and that many
 * entries in order of precedence. An entry is twice the index of a rule in the virtual host, plus 1 where the path
 * is all that the rule asks.
 *
 * The array of rules has the final order already, so the first rule whose conditions hold among all the terminals
 * that a path passes is found by index alone, whatever the order was made from.
 */
export const regionHeader = 6;

/** Mesh frontends ask who sends; nothing in an HTTP request says so, and what can't be checked does not hold. */
const canMatch = (match: RuleMatch, port: number): boolean =>
  match.source === undefined && (match.port === undefined || match.port === port);

const entryOf = (index: number, conditions: RuleConditions | undefined): number =>
  index * 2 + (conditions === undefined ? 1 : 0);

/** Rules in the table, sorted by path, those of one path in order of precedence. */
interface SortedRules {
  readonly paths: readonly string[];
  readonly order: Uint32Array;
}

function pathKey(rule: EffectiveRule): string {
  const { path } = rule.match;
  return path.kind === 'prefix' ? prefixText(path.value) : path.value;
}

function sortRules(rules: readonly EffectiveRule[], port: number): SortedRules {
  const paths = rules.map(pathKey);
  const wanted = rules.flatMap((rule, index) =>
    canMatch(rule.match, port) && inTable(rule.match.path) ? [index] : [],
  );
  const order = Uint32Array.from(wanted);
  order.sort((a, b) => compareText(paths[a] ?? '', paths[b] ?? '') || a - b);
  return { paths, order };
}

/** Writes the list of entries, if it needs one, and answers the terminal. */
function writeTerminal(writer: TableWriter, base: number, entries: readonly number[]): number {
  const [first] = entries;
  if (first === undefined) return 0;
  if (entries.length === 1 && first % 2 === 1) return first;
  const offset = writer.length - base;
  writer.long(entries.length);
  for (const entry of entries) writer.long(entry);
  return offset * 2;
}

/** Adds an entry unless one without conditions stands before it: what is behind that is out of reach. */
function addEntry(entries: number[], entry: number): void {
  if ((entries.at(-1) ?? 0) % 2 === 0) entries.push(entry);
}

interface Region {
  readonly writer: TableWriter;
  readonly base: number;
  readonly rules: readonly EffectiveRule[];
  readonly conditions: readonly (RuleConditions | undefined)[];
}

interface Terminals {
  readonly keys: string[];
  readonly exact: number[];
  readonly prefix: number[];
}

/** One key per path, with the terminals of the rules that name it. */
function writeTerminals({ writer, base, rules, conditions }: Region, { paths, order }: SortedRules): Terminals {
  const terminals: Terminals = { keys: [], exact: [], prefix: [] };
  const exact: number[] = [];
  const prefix: number[] = [];
  for (let at = 0; at < order.length; at++) {
    const index = order[at] ?? 0;
    const path = paths[index] ?? '';
    addEntry(rules[index]?.match.path.kind === 'exact' ? exact : prefix, entryOf(index, conditions[index]));
    const next = order[at + 1];
    if (next !== undefined && paths[next] === path) continue;
    terminals.keys.push(path);
    terminals.exact.push(writeTerminal(writer, base, exact));
    terminals.prefix.push(writeTerminal(writer, base, prefix));
    exact.length = 0;
    prefix.length = 0;
  }
  return terminals;
}

function oneByOne({ rules, conditions }: Region, port: number): number[] {
  const entries: number[] = [];
  rules.forEach((rule, index) => {
    if (!inTable(rule.match.path) && canMatch(rule.match, port)) entries.push(entryOf(index, conditions[index]));
  });
  return entries;
}

/** Appends the region of a virtual host; `conditions` has one item per rule. */
export function writePathTable(
  writer: TableWriter,
  virtualHost: VirtualHost,
  conditions: readonly (RuleConditions | undefined)[],
  port: number,
): void {
  const { rules } = virtualHost;
  const region: Region = { writer, base: writer.length, rules, conditions };
  for (let word = 0; word < regionHeader; word++) writer.word(0);
  const terminals = writeTerminals(region, sortRules(rules, port));
  writer.setLong(region.base + 4, writeTerminal(writer, region.base, oneByOne(region, port)));
  // `/` as a prefix holds for any path, even `*`, so it is a terminal of its own and not a key.
  if (terminals.keys[0] === '') {
    writer.setLong(region.base + 2, terminals.prefix[0] ?? 0);
    terminals.prefix[0] = 0;
  }
  if (terminals.keys.length > 0) writer.setLong(region.base, writeRadix(writer, region.base, terminals));
}
