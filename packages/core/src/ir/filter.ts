import type { BackendObject } from './backend.ts';

export interface HeaderValue {
  readonly name: string;
  readonly value: string;
}

/** Changes to one side's headers: `set` overwrites, `add` appends, `remove` deletes; names are lower case. */
export interface HeaderChanges {
  readonly set: readonly HeaderValue[];
  readonly add: readonly HeaderValue[];
  readonly remove: readonly string[];
}

export type PathModifier =
  | { readonly kind: 'full'; readonly value: string }
  /** Replaces the prefix that the rule's own match names. */
  | { readonly kind: 'prefix'; readonly value: string };

/** Parts left out are taken from the request; the port as HTTPRequestRedirectFilter.port says (httproute_types.go). */
export interface Redirect {
  readonly scheme?: 'http' | 'https';
  readonly hostname?: string;
  readonly port?: number;
  readonly path?: PathModifier;
  readonly statusCode: 301 | 302 | 303 | 307 | 308;
}

/** The gateway answers preflight requests itself (GEP-1767). */
export interface CorsFilter {
  readonly kind: 'cors';
  readonly allowOrigins: readonly string[];
  readonly allowCredentials: boolean;
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds. */
  readonly maxAge: number;
}

/** Sends a copy to one endpoint and ignores its answer. `numerator / denominator` of the requests are copied. */
export interface MirrorFilter {
  readonly kind: 'mirror';
  /** Key of an `EffectiveBackend`. */
  readonly backend: string;
  readonly ref: BackendObject;
  readonly fraction: { readonly numerator: number; readonly denominator: number };
}

export interface FaultFilter {
  readonly kind: 'fault';
  /** Milliseconds. */
  readonly delay?: { readonly duration: number; readonly percentage: number };
  readonly abort?: { readonly statusCode: number; readonly percentage: number };
}

/** In the order in which the rule lists them. */
export type Filter =
  | { readonly kind: 'requestHeaders'; readonly changes: HeaderChanges }
  | { readonly kind: 'responseHeaders'; readonly changes: HeaderChanges }
  | { readonly kind: 'rewrite'; readonly hostname?: string; readonly path?: PathModifier }
  | MirrorFilter
  | CorsFilter
  | FaultFilter;
