import type { EffectiveRule } from '@routeward/core';
import { addRoute, createRouter, findRoute, type RouterContext } from 'rou3';
import { compileRouter } from 'rou3/compiler';
import type { HostRules } from '../cases/route-set.ts';
import type { Contestant } from './contestant.ts';
import { firstThatHolds, rulesByPath, wrapPathRouter } from './wrapped.ts';

function routerOf(rules: HostRules): RouterContext<readonly EffectiveRule[]> {
  const router = createRouter<readonly EffectiveRule[]>();
  for (const { path, whole, below } of rulesByPath(rules)) {
    addRoute(router, 'GET', path, whole);
    if (below.length > 0) addRoute(router, 'GET', path === '/' ? '/**' : `${path}/**`, below);
  }
  return router;
}

export const rou3: Contestant = {
  name: 'rou3',
  package: 'rou3',
  build: (set) =>
    wrapPathRouter(set, (rules) => {
      const router = routerOf(rules);
      return (path, request) => firstThatHolds(findRoute(router, 'GET', path, { params: false })?.data, request);
    }),
};

/** As generated code, with `new Function`. */
export const rou3Compiled: Contestant = {
  name: 'rou3 compiled',
  package: 'rou3',
  build: (set) =>
    wrapPathRouter(set, (rules) => {
      const find = compileRouter(routerOf(rules));
      return (path, request) => firstThatHolds(find('GET', path)?.data, request);
    }),
};
