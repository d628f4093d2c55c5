import type { BackendObject } from './backend.ts';
import type { SecretReference } from './configuration.ts';

/** Where a credential stands in a request. */
export type CredentialSource =
  | { readonly kind: 'header'; readonly name: string; readonly prefix?: string }
  | { readonly kind: 'cookie'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string };

/** Client addresses: a denied one never gets in; where `allow` is not empty, only those. CIDR notation. */
export interface AddressRule {
  readonly kind: 'addresses';
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export type KeySet =
  | { readonly kind: 'remote'; readonly uri: string /** Milliseconds. */; readonly cacheTime: number }
  /** A JWK set in a Secret or ConfigMap. */
  | { readonly kind: 'local'; readonly keys: SecretReference; readonly key: string };

export interface JwtProvider {
  readonly name: string;
  readonly issuer: string;
  /** Empty: any. */
  readonly audiences: readonly string[];
  readonly keySet: KeySet;
  readonly from: readonly CredentialSource[];
  /** Claims that go upstream as headers. */
  readonly claimHeaders: readonly { readonly claim: string; readonly header: string }[];
}

/** A token of one of the providers; `claims` must all be there with one of their values. */
export interface JwtRule {
  readonly kind: 'jwt';
  readonly providers: readonly JwtProvider[];
  /** A request without any token passes; a bad one never does. */
  readonly optional: boolean;
  readonly claims: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Users with hashed passwords (htpasswd lines) in a Secret. */
export interface BasicRule {
  readonly kind: 'basic';
  readonly users: SecretReference;
  readonly key: string;
  readonly forwardUserHeader?: string;
}

/** Keys in Secrets: each entry is a client's name with its key. */
export interface ApiKeyRule {
  readonly kind: 'apiKey';
  readonly keys: readonly SecretReference[];
  readonly from: readonly CredentialSource[];
  readonly forwardClientHeader?: string;
}

/** Another service says yes or no. */
export interface ExternalRule {
  readonly kind: 'external';
  readonly protocol: 'http' | 'grpc';
  /** Key of an `EffectiveBackend`. */
  readonly backend: string;
  readonly ref: BackendObject;
  readonly path: string;
  /** Request headers that the service sees, beside those that it always sees. */
  readonly sendHeaders: readonly string[];
  /** Headers of a yes that go upstream. */
  readonly takeHeaders: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of the body that the service sees; 0: none. */
  readonly bodyBytes: number;
}

/** All rules must let a request through: 401 or 403 otherwise. */
export type AccessRule = AddressRule | JwtRule | BasicRule | ApiKeyRule | ExternalRule;
