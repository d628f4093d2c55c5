import type { MatchResult } from './request.ts';

/** An empty result for the caller to own and to use again for each match. */
export const createMatchResult = (): MatchResult => ({ listener: undefined, rule: undefined });
