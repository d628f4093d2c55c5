import { compileConfiguration, createMatchResult, createRequestView } from '@routeward/core';
import { configurationOf } from '../cases/route-set.ts';
import type { Contestant, Match } from './contestant.ts';

export const routeward: Contestant = {
  name: 'routeward',
  build(set): Match {
    const port = compileConfiguration(configurationOf(set)).port('bench/g', 80);
    if (!port) throw new Error('no port');
    const view = createRequestView();
    const result = createMatchResult();
    return ({ host, target, method, rawHeaders }) => {
      view.authority = host;
      view.path = target;
      view.method = method;
      view.rawHeaders = rawHeaders;
      port.match(view, result);
      return result.rule;
    };
  },
};
