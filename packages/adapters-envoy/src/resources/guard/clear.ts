import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const mutation = 'envoy.extensions.filters.http.header_mutation.v3';

export const clearFilter: NeededFilter = {
  name: filterName('clear'),
  rank: ranks.clear,
  config: { '@type': typeOf(`${mutation}.HeaderMutation`), mutations: {} },
};

/** What a client says about itself under a name that the gateway speaks for never gets through. */
export const clearHeaders = (names: readonly string[]): JsonObject =>
  names.length === 0
    ? {}
    : {
        [clearFilter.name]: {
          '@type': typeOf(`${mutation}.HeaderMutationPerRoute`),
          mutations: { request_mutations: [...new Set(names)].map((remove) => ({ remove })) },
        },
      };
