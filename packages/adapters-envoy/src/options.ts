import type { SecretReference } from '@routeward/core';
import type { ResourcePatch } from './patches.ts';
import type { JsonObject } from './resource.ts';

/** Where a resource gets others from: the value of a `ConfigSource` field. */
export type ConfigSource = (kind: 'routes' | 'endpoints' | 'secrets', name: string) => JsonObject;

/** Key material, in PEM. */
export type SecretMaterial =
  | { readonly kind: 'certificate'; readonly certificateChain: string; readonly privateKey: string }
  | { readonly kind: 'authorities'; readonly certificates: string };

/** Called at the last moment; undefined where the material can't be had: its listener then waits for the secret. */
export type SecretProvider = (reference: SecretReference) => SecretMaterial | undefined;

export interface BackendAddress {
  readonly address: string;
  readonly port: number;
}

export interface TranslateOptions {
  /** Only this Gateway, as `namespace/name`; all of them unless set. */
  readonly gateway?: string;
  /** Address that listeners bind; `0.0.0.0` unless set. */
  readonly bind?: string;
  /** Added to every listener's port; 0 unless set. */
  readonly portOffset?: number;
  /** Port to bind for a listener's port; keys are `80` or, for one Gateway, `namespace/name:80`. */
  readonly portMap?: ReadonlyMap<string, number>;
  /** Addresses in place of a backend's endpoints; keys are `namespace/name:port`. */
  readonly backends?: ReadonlyMap<string, readonly BackendAddress[]>;
  /** Aggregated discovery (ADS) unless set. */
  readonly configSource?: ConfigSource;
  readonly secrets?: SecretProvider;
  /** Proxies in front that are ours; 0 (unless set): what clients say in X-Forwarded-* and Forwarded is replaced. */
  readonly trustedHops?: number;
  /** In this order, behind everything else. */
  readonly patches?: readonly ResourcePatch[];
}

/** Everything over the one stream of aggregated discovery. */
export const aggregated: ConfigSource = () => ({ ads: {}, resource_api_version: 'V3' });
