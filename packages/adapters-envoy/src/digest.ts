import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import stableStringify from 'fast-json-stable-stringify';
import type { JsonObject } from './resource.ts';

/** 64 bits: versions tell states of one resource apart, they protect nothing. */
const digestBytes = 8;

/** 16 hexadecimal digits over a text. */
export const digestText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)).subarray(0, digestBytes));

/** 16 hexadecimal digits over the stable JSON of a message. */
export const digestOf = (message: JsonObject): string => digestText(stableStringify(message));

const known = new WeakMap<JsonObject, string>();

/** Parts are written field by field by the same code: their plain JSON is as stable, at a tenth of the cost. */
function digestOfPart(part: JsonObject): string {
  const found = known.get(part);
  if (found !== undefined) return found;
  const digest = digestText(JSON.stringify(part));
  known.set(part, digest);
  return digest;
}

/** A run of a list's items with its digest. */
interface Run {
  readonly items: readonly object[];
  readonly digest: string;
}

/** By the first item. */
const runs = new WeakMap<object, Run>();

const runLength = 64;

const isRun = (run: Run | undefined, items: readonly object[]): run is Run =>
  run !== undefined && run.items.length === items.length && run.items.every((item, index) => item === items[index]);

function digestOfRun<T extends object>(items: readonly T[], digestItem: (item: T) => string): string {
  const [first] = items;
  const found = first && runs.get(first);
  if (isRun(found, items)) return found.digest;
  const digest = digestText(items.map(digestItem).join('\n'));
  if (first) runs.set(first, { items, digest });
  return digest;
}

/** Over a name and the digests of items that stay the same objects: a change costs the run that it is in. */
export function digestOfList<T extends object>(
  name: string,
  items: readonly T[],
  digestItem: (item: T) => string,
): string {
  const digests = [name];
  for (let start = 0; start < items.length; start += runLength) {
    digests.push(digestOfRun(items.slice(start, start + runLength), digestItem));
  }
  return digestText(digests.join('\n'));
}

/** So few parts are digested together. */
const few = 4;

/** Over a name and parts that keep their digests. */
export const digestOfParts = (name: string, parts: readonly JsonObject[]): string =>
  parts.length > few ? digestOfList(name, parts, digestOfPart) : digestText(`${name}\n${JSON.stringify(parts)}`);
