import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Coding } from './accepted-coding.ts';

/** A stream that encodes; `flush` gives out what it has so far. */
export interface Encoder extends Transform {
  flush(callback?: () => void): void;
}

/** Zlib's default quality for files, 11, takes a hundred times as long; 4 is what servers use while answering. */
const brotliQuality = 4;

const isFactory = (value: unknown): value is () => Encoder => typeof value === 'function';

/** Known from Node 22.15 on. */
const createZstd: unknown = Reflect.get(zlib, 'createZstdCompress');

/** The codings of a list that this Node has. */
export const knownCodings = (codings: readonly Coding[]): readonly Coding[] =>
  codings.filter((coding) => coding !== 'zstd' || isFactory(createZstd));

export function createEncoder(coding: Coding): Encoder {
  if (coding === 'gzip') return zlib.createGzip();
  if (coding === 'zstd' && isFactory(createZstd)) return createZstd();
  return zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: brotliQuality } });
}
