import type { EffectiveListener } from '../ir/configuration.ts';
import { noteList, takeRule } from './candidates.ts';
import { conditionsHold, type RuleConditions } from './conditions.ts';
import { noRule } from './path-table.ts';
import {
  childOf,
  exactWords,
  hasChildren,
  hasExact,
  hasPrefix,
  labelLength,
  labelWords,
  long,
  prefixWords,
} from './radix.ts';
import type { RequestView } from './request.ts';

const slash = 47;
const question = 63;
const fragment = 35;

/** Where a virtual host's rules are. */
export interface RuleTables {
  readonly paths: Uint16Array;
  readonly conditions: readonly (RuleConditions | undefined)[];
}

/** The first rule with conditions that holds and stands in front of `unconditional`, or else that one. */
function firstThatHolds(
  { paths, conditions }: RuleTables,
  lists: number,
  firstRule: number,
  unconditional: number,
  request: RequestView,
  listener: EffectiveListener,
): number {
  for (let rule = takeRule(paths, lists); rule < unconditional; rule = takeRule(paths, lists)) {
    const asked = conditions[firstRule + rule];
    if (asked !== undefined && conditionsHold(asked, request, listener)) return rule;
  }
  return unconditional;
}

/** The rule without conditions that a terminal leads to; its list, if it is one, is noted. */
const leadsTo = (paths: Uint16Array, region: number, terminal: number, lists: number): number =>
  (terminal & 1) === 1 ? terminal >> 1 : noteList(paths, region + (terminal >> 1), lists);

/** True when a path has the label at `start`: two characters a word, read one after the other. */
function sameLabel(paths: Uint16Array, node: number, label: number, path: string, start: number): boolean {
  const end = start + label;
  if (end > path.length) return false;
  let at = node;
  let index = start;
  for (; index + 1 < end; index += 2) {
    const pair = paths[at++] ?? 0;
    const difference = (path.charCodeAt(index) ^ (pair & 0xff)) | (path.charCodeAt(index + 1) ^ (pair >> 8));
    if (difference !== 0) return false;
  }
  return index >= end || path.charCodeAt(index) === paths[at];
}

/**
 * The first rule of a virtual host that holds, counted from its own first one; `noRule` where none does. `region` is
 * where its table starts and `firstRule` the number of its first rule.
 */
export function findRule(
  tables: RuleTables,
  region: number,
  firstRule: number,
  request: RequestView,
  listener: EffectiveListener,
): number {
  const { paths } = tables;
  const { path } = request;
  const { length } = path;
  let terminal = long(paths, region + 2);
  let lists = 1 - (terminal & 1);
  let unconditional = noRule;
  if (terminal === 0) lists = 0;
  else unconditional = leadsTo(paths, region, terminal, 0);
  let node = region + long(paths, region);
  let index = 0;
  while (node !== region) {
    const head = paths[node++] ?? 0;
    const label = head & labelLength;
    if (!sameLabel(paths, node, label, path, index)) break;
    node += labelWords(label);
    index += label;
    const char = index < length ? path.charCodeAt(index++) : question;
    const child = (head & hasChildren) === 0 ? 0 : childOf(paths, node + exactWords(head) + prefixWords(head), char);
    // A path ends at the text's end, its query or its fragment: no key has such a character.
    const ended = child === 0 && (char === question || char === fragment);
    // A prefix matches element by element: it holds in front of a slash and at the end.
    if ((head & hasPrefix) !== 0 && (char === slash || ended)) {
      terminal = long(paths, node + exactWords(head));
      unconditional = Math.min(unconditional, leadsTo(paths, region, terminal, lists));
      lists += 1 - (terminal & 1);
    }
    if ((head & hasExact) !== 0 && ended) {
      terminal = long(paths, node);
      unconditional = Math.min(unconditional, leadsTo(paths, region, terminal, lists));
      lists += 1 - (terminal & 1);
    }
    if (child === 0) break;
    node = region + child;
  }
  return lists === 0 ? unconditional : firstThatHolds(tables, lists, firstRule, unconditional, request, listener);
}
