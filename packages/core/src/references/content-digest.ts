import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A short digest of named contents: enough to notice that one changed. Lengths go in too, so that no two sets of
 * contents read alike.
 */
export function contentDigest(contents: readonly (readonly [name: string, bytes: Uint8Array])[]): string {
  const hash = sha256.create();
  for (const [name, bytes] of contents) hash.update(utf8ToBytes(`${name} ${bytes.length} `)).update(bytes);
  return bytesToHex(hash.digest()).slice(0, 16);
}
