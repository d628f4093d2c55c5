/** Rate and size of a bucket. */
export interface BucketSize {
  /** Tokens for each `interval`. */
  readonly requests: number;
  /** Milliseconds. */
  readonly interval: number;
  /** Tokens that it holds when full. */
  readonly burst: number;
}

/** Fills steadily; every request takes one token. */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  constructor(size: BucketSize, now: number) {
    this.#tokens = size.burst;
    this.#filledAt = now;
  }

  /** Milliseconds to wait for a token; 0 where one was there and is taken. */
  take(size: BucketSize, now: number): number {
    const { requests, interval, burst } = size;
    const gained = (Math.max(0, now - this.#filledAt) * requests) / interval;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return 0;
    }
    return requests === 0 ? interval : ((1 - this.#tokens) * interval) / requests;
  }
}
