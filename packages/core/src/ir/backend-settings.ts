import type { SecretReference } from './configuration.ts';

/** What a consistent hash is taken of; the first of a list that the request has counts. */
export type HashSource =
  | { readonly kind: 'header'; readonly name: string }
  /** Set on the response where the request has none. `ttl` in milliseconds; absent: a session cookie. */
  | { readonly kind: 'cookie'; readonly name: string; readonly ttl?: number; readonly path?: string }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'sourceAddress' };

export type LoadBalancing =
  | { readonly kind: 'roundRobin' }
  | { readonly kind: 'random' }
  /** The less loaded of `choices` endpoints drawn by chance. */
  | { readonly kind: 'leastRequest'; readonly choices: number }
  | { readonly kind: 'ringHash'; readonly on: readonly HashSource[]; readonly minimumRingSize: number }
  | { readonly kind: 'maglev'; readonly on: readonly HashSource[]; readonly tableSize: number };

/** Bounds of one backend, over all who use it; more gets 503. */
export interface ConnectionLimits {
  readonly connections?: number;
  /** Requests that wait for a connection. */
  readonly pendingRequests?: number;
  readonly requests?: number;
  readonly retries?: number;
  readonly requestsPerConnection?: number;
}

/** Retries may be at most so many percent of the requests that are running, but always `minimum`. */
export interface RetryBudget {
  readonly percent: number;
  readonly minimum: number;
}

/** Endpoints that fail are left out for a while. Times in milliseconds. */
export interface OutlierDetection {
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly interval: number;
  readonly baseEjectionTime: number;
  readonly maxEjectionPercent: number;
}

interface HealthCheckTimes {
  /** Milliseconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
}

/** Endpoints are asked whether they are well. */
export type HealthCheck = HealthCheckTimes &
  (
    | {
        readonly kind: 'http';
        readonly path: string;
        readonly method: string;
        readonly hostname?: string;
        /** Status codes that mean well. */
        readonly expectedStatuses: readonly number[];
      }
    | { readonly kind: 'tcp' }
    | { readonly kind: 'grpc'; readonly service?: string }
  );

/** TLS to the backend. */
export interface UpstreamTls {
  /** SNI, and the identity unless `subjectAltNames` are given. */
  readonly hostname: string;
  /** `system`: the authorities that the data plane's own system trusts. */
  readonly authorities: 'system' | readonly SecretReference[];
  readonly subjectAltNames: readonly { readonly kind: 'hostname' | 'uri'; readonly value: string }[];
  readonly clientCertificate?: SecretReference;
}

/**
 * How a backend is used. Two rules with other settings for one Service use two `EffectiveBackend`s; rules with the same
 * settings share one, and with it its health, its limits and its connections.
 */
export interface BackendSettings {
  readonly loadBalancing?: LoadBalancing;
  /** Milliseconds over which a new endpoint's share grows. */
  readonly slowStart?: number;
  readonly limits?: ConnectionLimits;
  readonly retryBudget?: RetryBudget;
  readonly outlierDetection?: OutlierDetection;
  readonly healthCheck?: HealthCheck;
  readonly tls?: UpstreamTls;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout?: number;
  /** Milliseconds that a connection is kept which nothing uses; 0: for ever. */
  readonly idleTimeout?: number;
  /** Traffic prefers endpoints of the data plane's own zone. */
  readonly preferLocalZone?: true;
}
