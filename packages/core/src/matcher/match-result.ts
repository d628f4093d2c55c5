import type { MatchResult } from './request.ts';

/** An answer to fill in; one can serve any number of requests, one after the other. */
export function createMatchResult(): MatchResult {
  return { listener: undefined, rule: undefined };
}
