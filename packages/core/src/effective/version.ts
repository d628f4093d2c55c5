import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import stableStringify from 'fast-json-stable-stringify';

/** 64 bits: versions tell states of one configuration apart, they protect nothing. */
const digestBytes = 8;

/** 16 hexadecimal digits over a text. */
export const digestText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)).subarray(0, digestBytes));

/** 16 hexadecimal digits over the stable JSON of plain data: the same whatever the order of keys. */
export const digestOf = (value: unknown): string => digestText(stableStringify(value));

const known = new WeakMap<object, string>();

/** `digestOf` of frozen data, computed once for each object. */
export function digestOnce(value: object): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const digest = digestOf(value);
  known.set(value, digest);
  return digest;
}
