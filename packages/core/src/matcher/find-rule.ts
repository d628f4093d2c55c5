import type { EffectiveListener } from '../ir/configuration.ts';
import { noteList, takeRule } from './candidates.ts';
import { conditionsHold, type RuleConditions } from './conditions.ts';
import { noRule } from './path-table.ts';
import { childOf, long } from './radix.ts';
import type { RequestView } from './request.ts';

const slash = 47;
const question = 63;
const hash = 35;

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
  let unconditional = noRule;
  let lists = 0;
  let terminal = long(paths, region + 2);
  if ((terminal & 1) === 1) unconditional = terminal >> 1;
  else if (terminal !== 0) unconditional = noteList(paths, region + (terminal >> 1), lists++);
  let node = region + long(paths, region);
  let index = 0;
  walk: while (node !== region) {
    const label = paths[node++] ?? 0;
    if (label > length - index) break;
    for (const end = node + label; node < end; node++, index++) {
      if (path.charCodeAt(index) !== paths[node]) break walk;
    }
    const char = index < length ? path.charCodeAt(index++) : question;
    const child = childOf(paths, node, char);
    // A path ends at the text's end, its query or its fragment: no key has such a character.
    const ended = child === 0 && (char === question || char === hash);
    // A prefix matches element by element: it holds in front of a slash and at the end.
    if (char === slash || ended) {
      terminal = long(paths, node + 2);
      if ((terminal & 1) === 1) unconditional = Math.min(unconditional, terminal >> 1);
      else if (terminal !== 0)
        unconditional = Math.min(unconditional, noteList(paths, region + (terminal >> 1), lists++));
    }
    if (ended) {
      terminal = long(paths, node);
      if ((terminal & 1) === 1) unconditional = Math.min(unconditional, terminal >> 1);
      else if (terminal !== 0)
        unconditional = Math.min(unconditional, noteList(paths, region + (terminal >> 1), lists++));
    }
    if (child === 0) break;
    node = region + child;
  }
  return lists === 0 ? unconditional : firstThatHolds(tables, lists, firstRule, unconditional, request, listener);
}
