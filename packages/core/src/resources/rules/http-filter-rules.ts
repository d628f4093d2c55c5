import type { CelRule } from '../cel-rule.ts';
import type { Channel } from '../channel.ts';

interface TypedFilter {
  readonly type: string;
}

const fieldByType = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
} as const;

type FilterType = keyof typeof fieldByType;
type FilterField = (typeof fieldByType)[FilterType];
type FilterShape = TypedFilter & { readonly [field in FilterField]?: unknown };

/** `type` and the field that it names come together. */
export function unionRules(type: FilterType, channel?: Channel): readonly CelRule<FilterShape>[] {
  const field = fieldByType[type];
  const scope = channel === undefined ? {} : { channel };
  return [
    {
      ...scope,
      message: `filter.${field} must be nil if the filter.type is not ${type}`,
      holds: (filter) => filter[field] === undefined || filter.type === type,
    },
    {
      ...scope,
      message: `filter.${field} must be specified for ${type} filter.type`,
      holds: (filter) => filter[field] !== undefined || filter.type !== type,
    },
  ];
}

/** Of HTTPRouteFilter. */
export const httpFilterRules: readonly CelRule<FilterShape>[] = [
  ...unionRules('RequestHeaderModifier'),
  ...unionRules('ResponseHeaderModifier'),
  ...unionRules('RequestMirror'),
  ...unionRules('RequestRedirect'),
  ...unionRules('URLRewrite'),
  ...unionRules('ExtensionRef'),
  ...unionRules('CORS'),
  ...unionRules('ExternalAuth', 'experimental'),
];

const count = (filters: readonly TypedFilter[], type: FilterType): number =>
  filters.reduce((sum, filter) => sum + Number(filter.type === type), 0);

const notRepeated = (type: FilterType): CelRule<readonly TypedFilter[]> => ({
  message: `${type} filter cannot be repeated`,
  holds: (filters) => count(filters, type) <= 1,
});

/** Of the list of filters, on a rule as on a backendRef. */
export const httpFilterListRules: readonly CelRule<readonly TypedFilter[]>[] = [
  {
    message: 'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
    holds: (filters) => count(filters, 'RequestRedirect') === 0 || count(filters, 'URLRewrite') === 0,
  },
  notRepeated('CORS'),
  notRepeated('RequestHeaderModifier'),
  notRepeated('ResponseHeaderModifier'),
  notRepeated('RequestRedirect'),
  notRepeated('URLRewrite'),
];
