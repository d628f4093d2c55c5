import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';
import { allOf, onlyFor, rbacConfig } from './rbac.ts';

/**
 * Envoy ignores what a route tells a filter that is not there, and connections of an older listener go on for minutes
 * with its filters and with the routes of now. So each listener says which filters it has, and a route that needs some
 * asks for that first: closed, rather than open, where a filter is missing.
 */
export const presentFilter: NeededFilter = {
  name: filterName('present'),
  rank: ranks.present,
  config: rbacConfig,
};

const namespace = 'routeward';

/** Goes first, and is never off. */
export const saysWhatIsThere = (filters: readonly NeededFilter[]): JsonObject => ({
  name: filterName('filters'),
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.http.set_metadata.v3.Config'),
    metadata: [
      {
        metadata_namespace: namespace,
        value: { filters: Object.fromEntries(filters.map(({ name }) => [name, true])) },
      },
    ],
  },
});

const isThere = ({ name }: NeededFilter): JsonObject => ({
  sourced_metadata: {
    metadata_matcher: {
      filter: namespace,
      path: [{ key: 'filters' }, { key: name }],
      value: { bool_match: true },
    },
  },
});

export const onlyWith = (filters: readonly NeededFilter[]): JsonObject =>
  filters.length === 0 ? {} : { [presentFilter.name]: onlyFor(allOf(filters.map(isThere))) };
