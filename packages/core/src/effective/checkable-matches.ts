import type { NamedMatch, RuleMatch, ValueMatch } from '../ir/match.ts';
import { compileRegex } from '../regex/regex.ts';

const canBeChecked = (match: ValueMatch | RuleMatch['path']): boolean =>
  match.kind !== 'regex' || compileRegex(match.value).kind === 'ok';

const checkable = (conditions: readonly NamedMatch[]): readonly NamedMatch[] =>
  conditions.filter(({ value }) => canBeChecked(value));

/**
 * The matches of a rule that answers 500 because a filter that protects is missing, without what can't be checked. A
 * condition on a header or query parameter that can't be checked counts as met: if it counted as failed, requests that
 * the filter should have judged would reach a less specific rule. A match whose path can't be checked is left out,
 * because it would take the place of every path; the others keep their index.
 */
export const checkableMatches = (matches: readonly RuleMatch[]): readonly (RuleMatch | undefined)[] =>
  matches.map((match) =>
    canBeChecked(match.path)
      ? { ...match, headers: checkable(match.headers), queryParams: checkable(match.queryParams) }
      : undefined,
  );
