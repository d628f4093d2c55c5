import type { EffectiveRule } from '@routeward/core';
import { Memoirist } from 'memoirist';
import type { Contestant } from './contestant.ts';
import { firstThatHolds, rulesByPath, wrapPathRouter } from './wrapped.ts';

export const memoirist: Contestant = {
  name: 'memoirist',
  package: 'memoirist',
  build: (set) =>
    wrapPathRouter(set, (rules) => {
      const router = new Memoirist<readonly EffectiveRule[]>();
      for (const { path, whole, below } of rulesByPath(rules)) {
        router.add('GET', path, whole);
        if (below.length > 0) router.add('GET', path === '/' ? '/*' : `${path}/*`, below);
      }
      return (path, request) => firstThatHolds(router.find('GET', path)?.store, request);
    }),
};
