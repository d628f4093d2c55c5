import type { HeaderChanges } from '../ir/filter.ts';

/** One request as a line of JSON; what is left out has a default. */
export interface DecisionRequest {
  readonly id?: string;
  /** `namespace/name`; may be left out where one Gateway serves the port. */
  readonly gateway?: string;
  /** 80 unless given. */
  readonly port?: number;
  /** `GET` unless given. */
  readonly method?: string;
  /** By the listener's protocol unless given. */
  readonly scheme?: 'http' | 'https';
  readonly authority: string;
  /** With query, as sent. */
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Server name of the TLS handshake; the authority's host unless given. */
  readonly sni?: string;
}

/** Header changes with what says nothing left out. */
export type DecidedHeaders = Partial<HeaderChanges>;

/** What happens to the part of the traffic that falls on one backend. */
export type DecidedBackend =
  | {
      readonly kind: string;
      readonly group?: string;
      readonly namespace: string;
      readonly name: string;
      readonly port?: number;
      readonly weight: number;
      readonly valid: true;
      /** Where a redirect on the backendRef answers instead. */
      readonly location?: string;
      readonly code?: number;
      /** Changes made for this backend only, after those of the rule. */
      readonly requestHeaders?: DecidedHeaders;
      readonly responseHeaders?: DecidedHeaders;
      readonly path?: string;
      readonly authority?: string;
    }
  | { readonly valid: false; readonly weight: number; readonly reason: string };

/** Who gets a copy of the request. */
export interface DecidedMirror {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  /** 0 to 1. */
  readonly fraction: number;
}

/**
 * The engine's answer to one request, as the command prints it; fields that say nothing are left out. `code` is
 * there where the answer's status is certain: a redirect, a response by the gateway itself, or no match.
 */
export interface Decision {
  readonly id?: string;
  readonly gateway?: string;
  readonly listener?: string;
  /** `HTTPRoute/namespace/name`. */
  readonly route?: string;
  readonly rule?: number;
  readonly match?: number;
  readonly action: 'forward' | 'redirect' | 'respond' | 'none';
  readonly code?: number;
  /** Why the gateway refuses a request before it looks at rules. */
  readonly reason?: string;
  readonly location?: string;
  readonly backends?: readonly DecidedBackend[];
  readonly mirrors?: readonly DecidedMirror[];
  readonly requestHeaders?: DecidedHeaders;
  readonly responseHeaders?: DecidedHeaders;
  /** As they go upstream, only where a filter or the path's canonical form changed them. */
  readonly path?: string;
  readonly authority?: string;
}
