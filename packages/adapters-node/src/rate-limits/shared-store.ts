/** One limit as limiters of rate-limiter-flexible take it. */
export interface SharedLimit {
  readonly keyPrefix: string;
  /** Requests in each window. */
  readonly points: number;
  /** Whole seconds of a window: stores expire by seconds. */
  readonly duration: number;
}

/** Counts in one place for several data planes. Rejects with `msBeforeNext` over the limit, with an error on failure. */
export interface SharedLimiter {
  consume(key: string): Promise<unknown>;
}

/**
 * Makes the limiter of one global rate limit. Those of rate-limiter-flexible fit:
 * `(limit) => new RateLimiterRedis({ storeClient, ...limit })`.
 */
export type RateLimitStore = (limit: SharedLimit) => SharedLimiter;

/** Milliseconds that a store may take. */
const storeTime = 1000;

const waitOf = (error: unknown): number | undefined =>
  typeof error === 'object' &&
  error !== null &&
  !(error instanceof Error) &&
  'msBeforeNext' in error &&
  typeof error.msBeforeNext === 'number'
    ? Math.max(1, error.msBeforeNext)
    : undefined;

/** Milliseconds to wait, 0 where the request may pass, undefined where the store did not say. */
export function askStore(limiter: SharedLimiter, key: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), storeTime);
    const settle = (wait: number | undefined): void => {
      clearTimeout(timer);
      resolve(wait);
    };
    limiter.consume(key).then(
      () => settle(0),
      (error: unknown) => settle(waitOf(error)),
    );
  });
}
