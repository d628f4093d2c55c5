import type { Compression } from '@routeward/core';
import type { Coding } from './accepted-coding.ts';
import { knownCodings } from './encoder.ts';

/** Compression made ready: what this Node can do, types in lower case. */
export interface CompressionPlan {
  readonly codings: readonly Coding[];
  readonly minimumLength: number;
  readonly contentTypes: ReadonlySet<string>;
}

/** Undefined where nothing would ever be compressed. */
export function planCompression(compression: Compression | undefined): CompressionPlan | undefined {
  if (compression === undefined) return undefined;
  const codings = knownCodings(compression.algorithms);
  if (codings.length === 0 || compression.contentTypes.length === 0) return undefined;
  return {
    codings,
    minimumLength: compression.minimumLength,
    contentTypes: new Set(compression.contentTypes.map((type) => type.toLowerCase())),
  };
}
