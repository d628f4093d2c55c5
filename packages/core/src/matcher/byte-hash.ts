/**
 * How a node finds its child by one character: `(char * multiplier >> 3) & (slots - 1)` without collisions, or one
 * after the other where a character is not ASCII (no valid manifest has one).
 */
export interface ByteHash {
  /** 0 means one after the other. */
  readonly multiplier: number;
  readonly slots: number;
}

const seen = new Uint32Array(1024);
let stamp = 0;

function collides(chars: readonly number[], multiplier: number, slots: number): boolean {
  stamp = (stamp + 1) >>> 0;
  for (const char of chars) {
    const slot = ((char * multiplier) >> 3) & (slots - 1);
    if (seen[slot] === stamp) return true;
    seen[slot] = stamp;
  }
  return false;
}

/** `chars` are distinct; multiplier 8 with 128 slots can't collide for ASCII, so a hash is always found. */
export function chooseByteHash(chars: readonly number[]): ByteHash {
  if (chars.some((char) => char > 127)) return { multiplier: 0, slots: chars.length };
  for (let slots = 1; slots < 128; slots *= 2) {
    if (slots < chars.length) continue;
    for (let multiplier = 1; multiplier < 256; multiplier += 2) {
      if (!collides(chars, multiplier, slots)) return { multiplier, slots };
    }
  }
  return { multiplier: 8, slots: 128 };
}
