import { basicFilter } from './basic.ts';
import { clearFilter } from './clear.ts';
import { localLimitFilter } from './local-limit.ts';
import { type NeededFilter, ranks } from './needed-filter.ts';
import { presentFilter } from './present.ts';
import { rbacFilter } from './rbac.ts';

/** Filters that only some routes need are there from the start: a listener that changes closes its connections. */
export const alwaysThere: readonly NeededFilter[] = [
  presentFilter,
  clearFilter,
  rbacFilter('addresses', ranks.addresses),
  rbacFilter('claims', ranks.claims),
  basicFilter(),
  localLimitFilter(),
];

const names = new Set(alwaysThere.map(({ name }) => name));

/** Those that protect and that an older listener may lack. */
export const mayBeMissing = (filters: readonly NeededFilter[]): NeededFilter[] =>
  filters.filter(({ name, rank }) => rank !== ranks.compression && !names.has(name));
