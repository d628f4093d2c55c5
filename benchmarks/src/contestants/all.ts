import type { Contestant } from './contestant.ts';
import { findMyWay } from './find-my-way.ts';
import { honoRegExpRouter, honoTrieRouter } from './hono.ts';
import { memoirist } from './memoirist.ts';
import { pathToRegexpList } from './path-to-regexp.ts';
import { plainMaps } from './plain-maps.ts';
import { rou3, rou3Compiled } from './rou3.ts';

export const peers: readonly Contestant[] = [
  memoirist,
  findMyWay,
  honoRegExpRouter,
  honoTrieRouter,
  rou3,
  rou3Compiled,
  pathToRegexpList,
  plainMaps,
];
