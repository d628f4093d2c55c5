import type { EffectiveRule } from '@routeward/core';
import type { BenchRequest } from '../cases/requests.ts';
import type { RouteSet } from '../cases/route-set.ts';

/** Answers the rule that decides, as the Gateway API says it must. */
export type Match = (request: BenchRequest) => EffectiveRule | undefined;

/** Something that can be asked for the rule of a request. */
export interface Contestant {
  readonly name: string;
  /** npm package whose version is recorded; none for what stands in this repository. */
  readonly package?: string;
  /** Throws where it can't express the set. */
  build(set: RouteSet): Match;
}
