import type { SecretReference } from '@routeward/core';
import type { BucketStore } from '../rate-limits/bucket-store.ts';

/** Key material by entry; undefined where there is none. Asked at each request; should answer from memory. */
export type SecretProvider = (reference: SecretReference) => ReadonlyMap<string, Uint8Array> | undefined;

/** What steps are given beside the request; one per data plane. */
export interface GuardEnvironment {
  readonly secrets: SecretProvider | undefined;
  readonly buckets: BucketStore;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
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
