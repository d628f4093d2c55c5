import type { EnvoyResource } from '../../resource.ts';

/** What a rule needs beyond the clusters of backends. */
export type NeededResource =
  | { readonly kind: 'cluster'; readonly cluster: EnvoyResource }
  /** A backend once more, over HTTP/2: its endpoints change without the rule. */
  | { readonly kind: 'http2'; readonly backend: string };
