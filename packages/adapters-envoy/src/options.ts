import type { SecretReference } from '@routeward/core';
import type { ResourcePatch } from './patches/resource-patch.ts';
import type { JsonObject } from './resource.ts';

/** Where a resource gets others from: the value of a `ConfigSource` field. */
export type ConfigSource = (kind: 'routes' | 'endpoints' | 'secrets', name: string) => JsonObject;

/** Key material, in PEM. */
export type SecretMaterial =
  | { readonly kind: 'certificate'; readonly certificateChain: string; readonly privateKey: string }
  | { readonly kind: 'authorities'; readonly certificates: string };

/** Called at the last moment; undefined where the material can't be had: its listener then waits for the secret. */
export type SecretProvider = (reference: SecretReference) => SecretMaterial | undefined;

/** What a Secret or ConfigMap holds, by entry: credentials that rules check; undefined where it can't be had. */
export type EntryProvider = (reference: SecretReference) => ReadonlyMap<string, Uint8Array> | undefined;

export interface BackendAddress {
  readonly address: string;
  readonly port: number;
  readonly zone?: string;
}

/** A service that counts for all Envoys together (envoy.service.ratelimit.v3), over HTTP/2 without TLS. */
export interface RateLimitService {
  readonly address: string;
  readonly port: number;
  /** `routeward` unless set. */
  readonly domain?: string;
  /** Milliseconds; 100 unless set. */
  readonly timeout?: number;
}

/** Whose Envoy this is, in a mesh: rules that ask who sends are for it or not. */
export interface Workload {
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Such as `spiffe://cluster.local/ns/shop/sa/cart`. */
  readonly principal?: string;
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
  /** Certificates of listeners and for TLS to backends. */
  readonly secrets?: SecretProvider;
  /**
   * Users, API keys and JWK sets of access rules. They become part of routes and listeners: whoever may read those may
   * read them. Without it such rules answer 500.
   */
  readonly entries?: EntryProvider;
  /** Counts global rate limits; without it rules with one answer 500. */
  readonly rateLimitService?: RateLimitService;
  /** Zone that Envoy runs in, for backends that prefer their own. */
  readonly zone?: string;
  /** File with the authorities that Envoy's system trusts; `/etc/ssl/certs/ca-certificates.crt` unless set. */
  readonly systemAuthorities?: string;
  /** Listeners are for what this workload sends; without it no rule that asks who sends is reached. */
  readonly workload?: Workload;
  /** Proxies in front that are ours; 0 (unless set): what clients say in X-Forwarded-* and Forwarded is replaced. */
  readonly trustedHops?: number;
  /** In this order, behind everything else. */
  readonly patches?: readonly ResourcePatch[];
}

/** Everything over the one stream of aggregated discovery. */
export const aggregated: ConfigSource = () => ({ ads: {}, resource_api_version: 'V3' });
