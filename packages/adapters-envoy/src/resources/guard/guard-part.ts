import type { JsonObject } from '../../resource.ts';
import type { NeededFilter } from './needed-filter.ts';
import type { NeededResource } from './needed-resource.ts';

/** What one access rule or limit comes to. */
export type GuardPart =
  | {
      readonly kind: 'filters';
      /** For the route: what its filters are told, by their names. */
      readonly perFilter: JsonObject;
      /** What the connection manager has to have for that. */
      readonly filters: readonly NeededFilter[];
      readonly resources?: readonly NeededResource[];
      /** Request headers that nobody but the gateway may say: those of the client are taken away first. */
      readonly cleared?: readonly string[];
      /** What Envoy does in another way. */
      readonly notes?: readonly string[];
    }
  /** Nothing gets through: this status. */
  | { readonly kind: 'answer'; readonly status: number }
  /** Can't be honoured: 500. */
  | { readonly kind: 'broken'; readonly message: string };

export const brokenPart = (message: string): GuardPart => ({ kind: 'broken', message });

export const nothingToDo: GuardPart = { kind: 'filters', perFilter: {}, filters: [] };
