import { createHash, timingSafeEqual } from 'node:crypto';

/** A hashed password as htpasswd writes it. Other formats (apr1, crypt, plain text) never let anyone in. */
export type PasswordHash =
  | { readonly kind: 'sha'; readonly digest: Buffer }
  | { readonly kind: 'bcrypt'; readonly hash: string }
  | { readonly kind: 'unknown' };

const bcryptHash = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

function readHash(text: string): PasswordHash {
  if (bcryptHash.test(text)) return { kind: 'bcrypt', hash: text };
  const digest = text.startsWith('{SHA}') ? Buffer.from(text.slice(5), 'base64') : undefined;
  return digest?.length === 20 ? { kind: 'sha', digest } : { kind: 'unknown' };
}

/** Users by name; the first line of a name counts, as in Apache's reading. */
export function readHtpasswd(text: string): ReadonlyMap<string, PasswordHash> {
  const users = new Map<string, PasswordHash>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at);
    if (at < 1 || line.startsWith('#') || users.has(name)) continue;
    // Fields behind a second colon are comments.
    users.set(
      name,
      readHash(
        line
          .slice(at + 1)
          .split(':')[0]
          ?.trim() ?? '',
      ),
    );
  }
  return users;
}

/** True for the right password of a hash that is quick to compute. */
export function verifyPassword(hash: Exclude<PasswordHash, { kind: 'bcrypt' }>, password: string): boolean {
  if (hash.kind === 'unknown') return false;
  return timingSafeEqual(hash.digest, createHash('sha1').update(password, 'utf8').digest());
}
