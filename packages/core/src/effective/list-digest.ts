import { digestText } from './version.ts';

/** A run of a list's items. `closed`: its last item ends it, whatever follows. */
interface Chunk {
  readonly items: readonly object[];
  readonly closed: boolean;
  readonly digest: string;
}

/** By the first item. An item that starts runs in several lists is worth one of them: a miss costs time only. */
const known = new WeakMap<object, Chunk>();

// One item in 256 ends a run, chosen by its own digest: an insertion moves no border but those next to it.
const endsRun = (digest: string): boolean => digest.startsWith('00');

/** The earlier run that starts here, where the list still goes on like it. */
function knownChunk(items: readonly object[], start: number): Chunk | undefined {
  const first = items[start];
  const chunk = first && known.get(first);
  if (!chunk) return undefined;
  const end = start + chunk.items.length;
  if (end > items.length || (!chunk.closed && end < items.length)) return undefined;
  return chunk.items.every((item, index) => item === items[start + index]) ? chunk : undefined;
}

function newChunk<T extends object>(items: readonly T[], start: number, digestItem: (item: T) => string): Chunk {
  const digests: string[] = [];
  let closed = false;
  for (let index = start; index < items.length && !closed; index += 1) {
    const item = items[index];
    if (!item) break;
    const digest = digestItem(item);
    digests.push(digest);
    closed = endsRun(digest);
  }
  const chunk = { items: items.slice(start, start + digests.length), closed, digest: digestText(digests.join('\n')) };
  const first = items[start];
  if (first) known.set(first, chunk);
  return chunk;
}

/**
 * Digest over a list by the digests of its items, which are frozen objects. The list is cut into runs, and runs that
 * were digested before are not digested again: a change among 10,000 items costs about 256 of them.
 */
export function digestList<T extends object>(items: readonly T[], digestItem: (item: T) => string): string {
  const digests: string[] = [];
  for (let start = 0; start < items.length; ) {
    const chunk = knownChunk(items, start) ?? newChunk(items, start, digestItem);
    digests.push(chunk.digest);
    start += chunk.items.length;
  }
  return digestText(digests.join('\n'));
}
