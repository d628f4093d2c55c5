import type { HeaderChanges, HeaderValue } from '../ir/filter.ts';

/**
 * One list of changes that does what two do one after the other. Each list sets, then adds, then removes, so that what
 * the second does to a header takes the place of what the first did, except that both may add.
 */
export function joinedChanges(first: HeaderChanges, second: HeaderChanges): HeaderChanges {
  const decided = new Set([...second.set.map(({ name }) => name), ...second.remove]);
  const stays = (name: string): boolean => !decided.has(name);
  const kept = (headers: readonly HeaderValue[]): HeaderValue[] => headers.filter(({ name }) => stays(name));
  const removed = new Set(first.remove.filter(stays));
  // Added to what is removed: set, but the removal must not come behind it.
  const revived = second.add.filter(({ name }) => removed.has(name));
  const [fresh = [], more = []] = splitFirst(revived);
  for (const { name } of revived) removed.delete(name);
  return {
    set: [...kept(first.set), ...second.set, ...fresh],
    add: [...kept(first.add), ...second.add.filter((header) => !revived.includes(header)), ...more],
    remove: [...removed, ...second.remove],
  };
}

/** The first value of each name, and the others. */
function splitFirst(headers: readonly HeaderValue[]): [HeaderValue[], HeaderValue[]] {
  const names = new Set<string>();
  const [first, others]: [HeaderValue[], HeaderValue[]] = [[], []];
  for (const header of headers) {
    (names.has(header.name) ? others : first).push(header);
    names.add(header.name);
  }
  return [first, others];
}
