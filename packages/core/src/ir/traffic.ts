/** Which requests share one bucket; empty: all of them. */
export type RateLimitKey =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'sourceAddress' }
  /** A claim of the token that an access rule has checked. */
  | { readonly kind: 'claim'; readonly name: string };

/** `requests` for each `interval` (milliseconds) and bucket; more get 429. */
export interface RateLimit {
  readonly name: string;
  readonly scope: 'local' | 'global';
  readonly requests: number;
  readonly interval: number;
  /** Requests that may come at once; at least 1. */
  readonly burst: number;
  readonly by: readonly RateLimitKey[];
}

export interface Compression {
  /** In order of preference. */
  readonly algorithms: readonly ('br' | 'gzip' | 'zstd')[];
  /** Bytes; smaller answers stay as they are. */
  readonly minimumLength: number;
  /** Media types without parameters. */
  readonly contentTypes: readonly string[];
}
