import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { filterName, type NeededFilter } from './needed-filter.ts';

const rbac = 'envoy.extensions.filters.http.rbac.v3';

/** Lets everyone through where no route says otherwise. */
export const rbacConfig: JsonObject = { '@type': typeOf(`${rbac}.RBAC`) };

export const rbacFilter = (kind: 'addresses' | 'claims', rank: number, number = 0): NeededFilter => ({
  name: filterName(kind, number),
  rank,
  config: rbacConfig,
});

/** Only who is meant gets through; 403 for others. */
export const onlyFor = (principal: JsonObject): JsonObject => ({
  '@type': typeOf(`${rbac}.RBACPerRoute`),
  rbac: {
    rules: { action: 'ALLOW', policies: { rule: { permissions: [{ any: true }], principals: [principal] } } },
  },
});

export const allOf = (principals: readonly JsonObject[]): JsonObject => ({ and_ids: { ids: principals } });

export const anyOf = (principals: readonly JsonObject[]): JsonObject => ({ or_ids: { ids: principals } });

export const not = (principal: JsonObject): JsonObject => ({ not_id: principal });
