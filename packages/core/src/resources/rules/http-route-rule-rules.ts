import type { CelRule } from '../cel-rule.ts';

interface ModifierShape {
  readonly path?: { readonly type: string; readonly replacePrefixMatch?: string };
}

interface FilterShape {
  readonly requestRedirect?: ModifierShape;
  readonly urlRewrite?: ModifierShape;
}

interface RuleShape {
  readonly name?: string;
  readonly matches: readonly { readonly path?: { readonly type: string } }[];
  readonly filters?: readonly FilterShape[];
  readonly backendRefs?: readonly { readonly filters?: readonly FilterShape[] }[];
}

type ModifierField = keyof FilterShape;

const replacesPrefix = (filter: FilterShape, field: ModifierField): boolean => {
  const path = filter[field]?.path;
  return path?.type === 'ReplacePrefixMatch' && path.replacePrefixMatch !== undefined;
};

/** `exists_one` in the CRD: two such filters, or two such backendRefs, are no longer asked. */
const exactlyOne = <T>(items: readonly T[] | undefined, test: (item: T) => boolean): boolean =>
  items !== undefined && items.filter(test).length === 1;

const singlePrefixMatch = ({ matches }: RuleShape): boolean =>
  matches.length === 1 && matches[0]?.path?.type === 'PathPrefix';

const needsPrefixMatch = (message: string, field: ModifierField): CelRule<RuleShape> => ({
  message,
  holds: (rule) => !exactlyOne(rule.filters, (filter) => replacesPrefix(filter, field)) || singlePrefixMatch(rule),
});

const backendNeedsPrefixMatch = (message: string, field: ModifierField): CelRule<RuleShape> => ({
  message,
  holds: (rule) =>
    !exactlyOne(rule.backendRefs, (ref) => exactlyOne(ref.filters, (filter) => replacesPrefix(filter, field))) ||
    singlePrefixMatch(rule),
});

const must = 'filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified';

/** Of HTTPRouteRule. */
export const httpRouteRuleRules: readonly CelRule<RuleShape>[] = [
  {
    message: 'RequestRedirect filter must not be used together with backendRefs',
    holds: ({ backendRefs = [], filters = [] }) =>
      backendRefs.length === 0 || filters.every((filter) => filter.requestRedirect === undefined),
  },
  needsPrefixMatch(`When using RequestRedirect ${must}`, 'requestRedirect'),
  needsPrefixMatch(`When using URLRewrite ${must}`, 'urlRewrite'),
  backendNeedsPrefixMatch(`Within backendRefs, when using RequestRedirect ${must}`, 'requestRedirect'),
  backendNeedsPrefixMatch(`Within backendRefs, When using URLRewrite ${must}`, 'urlRewrite'),
];

function uniqueNames(rules: readonly RuleShape[]): boolean {
  const names = rules.flatMap((rule) => (rule.name === undefined ? [] : [rule.name]));
  return new Set(names).size === names.length;
}

/** Of the list of rules. */
export const httpRouteRuleListRules: readonly CelRule<readonly RuleShape[]>[] = [
  { message: 'Rule name must be unique within the route', holds: uniqueNames },
  {
    // The expression allows 128, whatever the words say.
    message:
      'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128',
    holds: (rules) => rules.reduce((sum, rule) => sum + rule.matches.length, 0) <= 128,
  },
];
