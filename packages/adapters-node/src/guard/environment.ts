import type { SecretReference } from '@routeward/core';
import type { RemoteKeys } from '../access/remote-keys.ts';
import type { BucketStore } from '../rate-limits/bucket-store.ts';
import type { RateLimitStore } from '../rate-limits/shared-store.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';

/** Key material by entry; undefined where there is none. Asked at each request; should answer from memory. */
export type SecretProvider = (reference: SecretReference) => ReadonlyMap<string, Uint8Array> | undefined;

/** What steps are given beside the request; one per data plane. */
export interface GuardEnvironment {
  readonly secrets: SecretProvider | undefined;
  readonly buckets: BucketStore;
  readonly rateLimitStore: RateLimitStore | undefined;
  readonly remoteKeys: RemoteKeys;
  /** Asks authorization services. */
  readonly client: UpstreamClient;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** The material behind a reference. A provider that throws has none. */
export function secretOf(
  { secrets }: GuardEnvironment,
  reference: SecretReference,
): ReadonlyMap<string, Uint8Array> | undefined {
  try {
    return secrets?.(reference);
  } catch {
    return undefined;
  }
}

export const noSecret = ({ kind, namespace, name }: SecretReference, entry?: string): string =>
  `no material for ${kind} ${namespace}/${name}${entry === undefined ? '' : ` entry ${entry}`}`;
