import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type PasswordHash, verifyPassword } from './htpasswd.ts';

/** Slow hashes under way in this process; each costs tens of milliseconds of the one thread. */
const atOnce = 16;
const remembered = 1000;

const pepper = randomBytes(32);
let running = 0;

/** Verifies passwords, few slow ones at a time, and remembers which were right so that those cost nothing again. */
export class PasswordChecks {
  readonly #right = new LRUCache<string, true>({ max: remembered });

  /** `busy` where too many are under way. */
  verify(hash: PasswordHash, password: string): boolean | 'busy' | Promise<boolean> {
    if (hash.kind !== 'bcrypt') return verifyPassword(hash, password);
    const key = createHmac('sha256', pepper).update(`${hash.hash}\0${password}`).digest('base64');
    if (this.#right.has(key)) return true;
    return running >= atOnce ? 'busy' : this.#slow(hash, password, key);
  }

  async #slow(hash: PasswordHash, password: string, key: string): Promise<boolean> {
    running++;
    try {
      const right = await verifyPassword(hash, password);
      if (right) this.#right.set(key, true);
      return right;
    } finally {
      running--;
    }
  }
}
