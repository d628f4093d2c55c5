const colon = 58;
const dot = 46;

/** ASCII letters in lower case; the rest as it is. */
export const fold = (char: number): number => (char >= 65 && char <= 90 ? char | 32 : char);

/**
 * Where the host of an authority ends: before its port and one trailing dot. An IPv6 address stands in brackets, so
 * its own colons are never followed by digits alone up to the end.
 */
export function hostEnd(authority: string): number {
  let end = authority.length;
  let index = end - 1;
  let char = authority.charCodeAt(index);
  while (char >= 48 && char <= 57) char = authority.charCodeAt(--index);
  if (char === colon) end = index;
  if (authority.charCodeAt(end - 1) === dot) end--;
  return end;
}

/** Compares the first `length` characters of `authority`, in any case, with a lower-case host. */
export function sameHost(authority: string, length: number, host: string): boolean {
  if (host.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (fold(authority.charCodeAt(index)) !== host.charCodeAt(index)) return false;
  }
  return true;
}

const mix = (hash: number): number => {
  const half = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return half ^ (half >>> 15);
};

/**
 * A hash over seven characters where hosts of one cluster tend to differ: the first ones and the middle, never the
 * common suffix. `| 32` folds the case (and some other characters, which the comparison afterwards tells apart).
 * Hosts that agree in all seven are taken out of the table when it is built.
 */
export function sampledHash(text: string, length: number): number {
  let hash = Math.imul(length, 0x9e3779b1) + (text.charCodeAt(0) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length >> 3) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length > 4 ? 4 : 0) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length > 5 ? 5 : 0) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length > 6 ? 6 : 0) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length >> 2) | 32);
  hash = Math.imul(hash, 31) + (text.charCodeAt(length >> 1) | 32);
  return mix(hash | 0);
}
