import type { EffectiveRule } from '@routeward/core';
import type { Router } from 'hono/router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { RouteSet } from '../cases/route-set.ts';
import type { Contestant, Match } from './contestant.ts';
import { conditionsHold, wrapPathRouter } from './wrapped.ts';

/**
 * Answers all handlers of a path in order of registration, so the rules are registered in order of precedence and
 * the next is tried where conditions fail. `/a/*` covers `/a` too.
 */
const buildWith =
  (createRouter: () => Router<EffectiveRule>) =>
  (set: RouteSet): Match =>
    wrapPathRouter(set, ({ rules }) => {
      const router = createRouter();
      for (const rule of rules) {
        const { kind, value } = rule.match.path;
        router.add('GET', kind === 'exact' ? value : value === '/' ? '*' : `${value}/*`, rule);
      }
      return (path, request) => {
        for (const [rule] of router.match('GET', path)[0]) if (conditionsHold(rule.match, request)) return rule;
        return undefined;
      };
    });

export const honoRegExpRouter: Contestant = {
  name: 'hono RegExpRouter',
  package: 'hono',
  build: buildWith(() => new RegExpRouter()),
};

export const honoTrieRouter: Contestant = {
  name: 'hono TrieRouter',
  package: 'hono',
  build: buildWith(() => new TrieRouter()),
};
