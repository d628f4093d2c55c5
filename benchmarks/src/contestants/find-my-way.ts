import type { EffectiveRule } from '@routeward/core';
import createRouter from 'find-my-way';
import type { Contestant } from './contestant.ts';
import { firstThatHolds, rulesByPath, wrapPathRouter } from './wrapped.ts';

const nothing = (): void => {};

/** Its types leave open what is stored. */
const rulesFound = (found: { store: readonly EffectiveRule[] } | null): readonly EffectiveRule[] | undefined =>
  found?.store;

/**
 * Registered for one method only, since the wrapper tests methods: "any method" would be 35 copies. Its own `host`
 * constraint is not used: it allows 31 handlers per node. Not compiled to generated code, which was slower in these sets
 * (the code is too large for V8 to optimise).
 */
export const findMyWay: Contestant = {
  name: 'find-my-way',
  package: 'find-my-way',
  build: (set) =>
    wrapPathRouter(set, (rules) => {
      const router = createRouter();
      for (const { path, whole, below } of rulesByPath(rules)) {
        router.on('GET', path, nothing, whole);
        if (below.length > 0) router.on('GET', path === '/' ? '/*' : `${path}/*`, nothing, below);
      }
      return (path, request) => firstThatHolds(rulesFound(router.find('GET', path)), request);
    }),
};
