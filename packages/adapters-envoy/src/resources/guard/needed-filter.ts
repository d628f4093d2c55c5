import type { JsonObject } from '../../resource.ts';

/** Places in the connection manager's list: cheap questions first, as the Node proxy asks them. */
export const ranks = {
  present: -1,
  clear: 0,
  addresses: 1,
  jwt: 2,
  claims: 3,
  basic: 4,
  apiKey: 5,
  external: 6,
  localLimit: 7,
  globalLimit: 8,
  compression: 9,
} as const;

/** A filter of the connection manager, off until a route turns it on. */
export interface NeededFilter {
  readonly name: string;
  readonly rank: number;
  /** With `@type`. */
  readonly config: JsonObject;
}

/** Several filters of one kind that a rule needs are told apart by their number. */
export const filterName = (kind: string, number = 0): string =>
  number === 0 ? `routeward.${kind}` : `routeward.${kind}/${number}`;

/** In the order in which they ask; each name once. */
export function inOrder(filters: Iterable<NeededFilter>): NeededFilter[] {
  const byName = new Map([...filters].map((filter) => [filter.name, filter]));
  return [...byName.values()].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

export const toHttpFilter = ({ name, config }: NeededFilter): JsonObject => ({
  name,
  disabled: true,
  typed_config: config,
});
