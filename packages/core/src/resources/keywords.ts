import * as z from 'zod';

/** What a schema demands beside its type, in the words of OpenAPI and of CRDs. */
export interface Keywords {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  /** Only on maps. */
  readonly additionalProperties?: { readonly type: 'string' } & Keywords;
  readonly 'x-kubernetes-list-type'?: 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly message: string }[];
}

/**
 * Limits are checked by functions, so that they stop validation exactly where the API server does; here is what they
 * check, as data. Checks that are added to a schema later keep what was registered for it.
 */
export const keywords = z.registry<Keywords>();
