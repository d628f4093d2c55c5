import * as fc from 'fast-check';
import { headerNames, methods, pathRegexes, paths, queryNames, valueRegexes, values } from '../vocabulary.ts';
import { distinct, type JsonObject, object, textOf, word } from './manifest.ts';

const path: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: object({ value: word(paths) }, { type: fc.constant('PathPrefix') }) },
  { weight: 3, arbitrary: object({ type: fc.constant('Exact'), value: word(paths) }) },
  {
    weight: 1,
    arbitrary: object({
      type: fc.constant('RegularExpression'),
      value: word(pathRegexes.map((one) => one.regex)),
    }),
  },
);

/** A header or query condition. */
const named = (names: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    { weight: 4, arbitrary: object({ name: word(names), value: word(values) }, { type: fc.constant('Exact') }) },
    {
      weight: 1,
      arbitrary: object({
        name: word(names),
        type: fc.constant('RegularExpression'),
        value: word(valueRegexes.map((one) => one.regex)),
      }),
    },
  );

const nameOf = (condition: JsonObject): string => textOf(condition, 'name');

/** One match: any part may be left out; an empty match is `/`. */
export const httpRouteMatch: fc.Arbitrary<JsonObject> = object(
  {},
  {
    path,
    method: word(methods),
    headers: distinct(named(headerNames), 2, nameOf),
    queryParams: distinct(named(queryNames), 2, nameOf),
  },
);

/** A match that a prefix replacement may go with. */
export const prefixMatch: fc.Arbitrary<JsonObject> = object(
  { path: object({ type: fc.constant('PathPrefix'), value: word(paths) }) },
  { headers: distinct(named(headerNames), 1, nameOf) },
);
