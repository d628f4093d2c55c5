import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

/** Bytes of a JWK set; no honest one comes near. */
const mostBytes = 1_048_576;
/** Milliseconds for one fetch, answer included. */
const fetchTime = 5000;
/** Milliseconds between two fetches for keys that the set does not have: a token must not make us ask at will. */
const cooldown = 30_000;
/** Milliseconds without another try after one that failed. */
const pause = 1000;
const mostSets = 1000;

async function limitedBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body === null) return Buffer.alloc(0);
  for await (const chunk of response.body) {
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > mostBytes) throw new Error('JWK set too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fetches with a limit of size and a pause behind failures; `now` is in milliseconds. */
function carefulFetch(now: () => number): typeof fetch {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  return async (input, init) => {
    if (now() < pausedUntil) throw new Error('JWK set could not be fetched a moment ago');
    try {
      const response = await fetch(input, init);
      const { status } = response;
      if (status !== 200) throw new Error(`JWK set answered ${status}`);
      return new Response(Buffer.from(await limitedBody(response)), { status });
    } catch (error) {
      pausedUntil = now() + pause;
      throw error;
    }
  };
}

/** JWK sets at other places, one fetch for all who use the same one. */
export class RemoteKeys {
  readonly #now: () => number;
  readonly #sets = new LRUCache<string, JWTVerifyGetKey>({ max: mostSets });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Undefined where the address is none of http or https. `cacheTime` in milliseconds. */
  of(uri: string, cacheTime: number): JWTVerifyGetKey | undefined {
    const key = `${cacheTime} ${uri}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) return undefined;
    const keys = createRemoteJWKSet(new URL(uri), {
      timeoutDuration: fetchTime,
      cooldownDuration: cooldown,
      cacheMaxAge: cacheTime,
      [customFetch]: carefulFetch(this.#now),
    });
    this.#sets.set(key, keys);
    return keys;
  }
}
