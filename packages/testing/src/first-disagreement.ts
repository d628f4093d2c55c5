import type { EffectiveConfiguration, EffectiveRule } from '@routeward/core';
import { type ReferenceRequest, referenceMatch } from './reference-matcher.ts';

/** A matcher under test: the rule of the configuration that wins, undefined where none does. */
export type MatchUnderTest = (request: ReferenceRequest) => EffectiveRule | undefined;

const placeOf = (rule: EffectiveRule | undefined): string =>
  rule === undefined ? 'no rule' : `${rule.origin.route} rule ${rule.origin.rule} match ${rule.origin.match}`;

/** Rules are told apart by where they come from, so that a copy of a configuration does as well. */
const sameRule = (a: EffectiveRule | undefined, b: EffectiveRule | undefined): boolean =>
  placeOf(a) === placeOf(b) && a?.origin.hostname === b?.origin.hostname;

/**
 * The first request on which a matcher and the reference differ, as a sentence that holds both answers and the
 * request; undefined where they agree on all. To be asserted: `assert.equal(firstDisagreement(...), undefined)`.
 */
export function firstDisagreement(
  configuration: EffectiveConfiguration,
  requests: Iterable<ReferenceRequest>,
  match: MatchUnderTest,
): string | undefined {
  for (const request of requests) {
    const expected = referenceMatch(configuration, request).rule;
    const actual = match(request);
    if (sameRule(expected, actual)) continue;
    return `expected ${placeOf(expected)}, got ${placeOf(actual)} for ${JSON.stringify(request)}`;
  }
  return undefined;
}
