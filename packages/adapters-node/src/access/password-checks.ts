import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type PasswordHash, verifyPassword } from './htpasswd.ts';
import { passwordThread } from './password-thread.ts';

/** Slow hashes that may wait; each takes tens of milliseconds of one thread. */
const mostWaiting = 32;
const remembered = 1000;

const pepper = randomBytes(32);

/** Verifies passwords, few slow ones at a time, and remembers which were right so that those cost nothing again. */
export class PasswordChecks {
  readonly #right = new LRUCache<string, true>({ max: remembered });

  /** `busy` where too many wait. */
  verify(hash: PasswordHash, password: string): boolean | 'busy' | Promise<boolean> {
    if (hash.kind !== 'bcrypt') return verifyPassword(hash, password);
    const key = createHmac('sha256', pepper).update(`${hash.hash}\0${password}`).digest('base64');
    if (this.#right.has(key)) return true;
    if (passwordThread.pending >= mostWaiting) return 'busy';
    return passwordThread.verify(hash.hash, password).then((right) => {
      if (right) this.#right.set(key, true);
      return right;
    });
  }
}
