import { LRUCache } from 'lru-cache';
import { type BucketSize, TokenBucket } from './token-bucket.ts';

/** Buckets kept at once for single clients and the like; the one unused for longest makes room and starts anew full. */
const mostBuckets = 50_000;

/**
 * The buckets of one data plane, kept across configurations. Those that all requests of a rule share are apart, so that
 * a client with ever new header values can't push them out.
 */
export class BucketStore {
  #shared: LRUCache<string, TokenBucket> | undefined;
  #single: LRUCache<string, TokenBucket> | undefined;

  /** Milliseconds to wait; 0 lets through. */
  take(limit: string, values: string | undefined, size: BucketSize, now: number): number {
    const buckets = values === undefined ? this.#sharedBuckets() : this.#singleBuckets();
    const key = values === undefined ? limit : `${limit}\n${values}`;
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(size, now);
      buckets.set(key, bucket);
    }
    return bucket.take(size, now);
  }

  #sharedBuckets(): LRUCache<string, TokenBucket> {
    this.#shared ??= new LRUCache({ max: mostBuckets });
    return this.#shared;
  }

  #singleBuckets(): LRUCache<string, TokenBucket> {
    this.#single ??= new LRUCache({ max: mostBuckets });
    return this.#single;
  }
}
