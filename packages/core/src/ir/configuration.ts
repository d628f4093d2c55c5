import type { AccessRule } from './access.ts';
import type { EffectiveBackend, WeightedBackend } from './backend.ts';
import type { Filter, Redirect } from './filter.ts';
import type { RuleMatch } from './match.ts';
import type { Compression, RateLimit } from './traffic.ts';

/** Milliseconds; 0 disables, absent means no limit was asked for. */
export interface Timeouts {
  /** The whole exchange with the client, retries included. */
  readonly request?: number;
  /** One try. */
  readonly backendRequest?: number;
}

/** `attempts` are tries after the first. */
export interface Retry {
  readonly attempts: number;
  readonly statusCodes: readonly number[];
  /** Milliseconds before the first retry; doubled for each further one. */
  readonly backoff?: number;
  /** Milliseconds that the doubling stops at. */
  readonly maximumBackoff?: number;
}

export interface SessionPersistence {
  readonly kind: 'cookie' | 'header';
  readonly name: string;
  /** Milliseconds. */
  readonly absoluteTimeout?: number;
  readonly path?: string;
  readonly permanent: boolean;
}

/** What a rule sets besides matches, filters and action. */
export interface RuleSettings {
  readonly timeouts?: Timeouts;
  readonly retry?: Retry;
  readonly sessionPersistence?: SessionPersistence;
  /** All must let a request through, in order. */
  readonly access?: readonly AccessRule[];
  readonly rateLimits?: readonly RateLimit[];
  readonly compression?: Compression;
}

export type RouteAction =
  /** No backend at all, or weights that are all zero: 500. */
  | { readonly kind: 'forward'; readonly backends: readonly WeightedBackend[] }
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  /** The gateway answers by itself, such as 500 for a rule that can't be honoured; `reason` says why. */
  | { readonly kind: 'respond'; readonly statusCode: number; readonly reason: string };

/** Which line of which manifest a rule comes from. */
export interface RuleOrigin {
  /** `HTTPRoute/namespace/name`. */
  readonly route: string;
  readonly rule: number;
  readonly match: number;
  readonly ruleName?: string;
  /** The route's own hostname before it was intersected with the listener's; `*` where the route has none. */
  readonly hostname: string;
  /** Milliseconds since the epoch; `Number.MAX_SAFE_INTEGER` for an object that was never created in a cluster. */
  readonly createdAt: number;
}

/** One match of one rule of one route, in its final place. */
export interface EffectiveRule {
  readonly origin: RuleOrigin;
  readonly match: RuleMatch;
  readonly filters: readonly Filter[];
  readonly action: RouteAction;
  readonly settings: RuleSettings;
}

/** Rules in final precedence order: the first whose match holds wins. */
export interface VirtualHost {
  /** `a.example.com`, `*.example.com`, or `*` for any. */
  readonly hostname: string;
  /** Digest of the virtual host's stable JSON. */
  readonly version: string;
  readonly rules: readonly EffectiveRule[];
}

/** A rule for a listener without HTTP: TCP, UDP and TLS by SNI. */
export interface StreamRule {
  readonly origin: Omit<RuleOrigin, 'match'>;
  /** SNI hostnames; empty matches all. */
  readonly serverNames: readonly string[];
  readonly backends: readonly WeightedBackend[];
}

/** A reference to key material; never the material itself. */
export interface SecretReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  /** Digest of the content, so that a change of content changes the configuration's version. */
  readonly digest: string;
}

/** How clients' certificates are checked (GEP-91). */
export interface ClientValidation {
  /** `AllowInsecureFallback` lets in clients without a valid certificate, for the backend to judge. */
  readonly mode: 'AllowValidOnly' | 'AllowInsecureFallback';
  readonly authorities: readonly SecretReference[];
}

export interface ListenerTls {
  readonly mode: 'Terminate' | 'Passthrough';
  readonly certificates: readonly SecretReference[];
  /** Absent: clients need no certificate. */
  readonly clientValidation?: ClientValidation;
}

export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP';

/** A listener that serves. Those that can't are left out here; status and findings say why. */
export interface EffectiveListener {
  readonly name: string;
  /** The object that holds the listener: `Gateway/namespace/name`. */
  readonly owner: string;
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** Absent: any host. */
  readonly hostname?: string;
  readonly tls?: ListenerTls;
  /** Sorted by hostname; a host whose rules don't match falls through to the next less specific one. */
  readonly virtualHosts: readonly VirtualHost[];
  readonly streamRules: readonly StreamRule[];
  /** Digest over the listener and the versions of its virtual hosts. */
  readonly version: string;
}

export interface GatewayAddress {
  readonly type: string;
  readonly value?: string;
}

export interface EffectiveGateway {
  readonly namespace: string;
  readonly name: string;
  readonly gatewayClass: string;
  readonly addresses: readonly GatewayAddress[];
  /** In the Gateway's own order. */
  readonly listeners: readonly EffectiveListener[];
  readonly version: string;
}

/**
 * The IR: what all outputs are built from. Plain frozen data, JSON in, JSON out; the same resources give the same
 * bytes in whatever order they came.
 */
export interface EffectiveConfiguration {
  /** Digest over the versions of the Gateways and backends. */
  readonly version: string;
  /** Sorted by namespace, then name. */
  readonly gateways: readonly EffectiveGateway[];
  /** Sorted by key. */
  readonly backends: readonly EffectiveBackend[];
}
