import { createHash } from 'node:crypto';

/** Five evenly spread numbers below 2^32 for a text; the same on every machine. */
export function hashes(text: string): readonly number[] {
  const digest = createHash('sha1').update(text).digest();
  return [0, 4, 8, 12, 16].map((at) => digest.readUInt32BE(at));
}

/** One of them. */
export const hash = (text: string): number => createHash('sha1').update(text).digest().readUInt32BE(0);
