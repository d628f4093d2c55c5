import { pathToRegexp } from 'path-to-regexp';
import type { Contestant } from './contestant.ts';
import { conditionsHold, wrapPathRouter } from './wrapped.ts';

/** No router by itself: its expressions are tried one after the other, as Express does, in order of precedence. */
export const pathToRegexpList: Contestant = {
  name: 'path-to-regexp',
  package: 'path-to-regexp',
  build: (set) =>
    wrapPathRouter(set, ({ rules }) => {
      const compiled = rules.map((rule) => {
        const { kind, value } = rule.match.path;
        const below = value === '/' ? ['/{*rest}'] : [`${value}{/*rest}`, `${value}/`];
        const options = { sensitive: true, trailing: false };
        return { rule, expression: pathToRegexp(kind === 'exact' ? value : below, options).regexp };
      });
      return (path, request) =>
        compiled.find(({ rule, expression }) => expression.test(path) && conditionsHold(rule.match, request))?.rule;
    }),
};
