import type { EffectiveRule } from '@routeward/core';
import type { Contestant } from './contestant.ts';
import { firstThatHolds, rulesByPath, wrapPathRouter } from './wrapped.ts';

/** The obvious way: a Map of exact paths and one of prefixes, asked with shorter and shorter strings. */
export const plainMaps: Contestant = {
  name: 'plain Maps',
  build: (set) =>
    wrapPathRouter(set, (rules) => {
      const whole = new Map<string, readonly EffectiveRule[]>();
      const below = new Map<string, readonly EffectiveRule[]>();
      for (const entry of rulesByPath(rules)) {
        whole.set(entry.path, entry.whole);
        if (entry.below.length > 0) below.set(entry.path === '/' ? '' : entry.path, entry.below);
      }
      return (path, request) => {
        let found = firstThatHolds(whole.get(path), request);
        for (
          let end = path.lastIndexOf('/');
          end >= 0 && !found;
          end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)
        ) {
          found = firstThatHolds(below.get(path.substring(0, end)), request);
        }
        return found;
      };
    }),
};
