import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import stableStringify from 'fast-json-stable-stringify';
import type { JsonObject } from './resource.ts';

/** 64 bits: versions tell states of one resource apart, they protect nothing. */
const digestBytes = 8;

/** 16 hexadecimal digits over a text. */
export const digestText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)).subarray(0, digestBytes));

const known = new WeakMap<JsonObject, string>();

/** 16 hexadecimal digits over the stable JSON of a message, computed once for each object. */
export function digestOf(message: JsonObject): string {
  const found = known.get(message);
  if (found !== undefined) return found;
  const digest = digestText(stableStringify(message));
  known.set(message, digest);
  return digest;
}

/** Over parts that have digests of their own: a change costs the part that it is in. */
export const digestOfParts = (own: JsonObject, parts: readonly JsonObject[]): string =>
  digestText([digestOf(own), ...parts.map(digestOf)].join('\n'));
