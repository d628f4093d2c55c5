import { equalData } from '../text/equal-data.ts';

/** The earlier object where nothing changed, so that whoever writes status can tell by identity. */
export function keepIfEqual<T>(previous: T | undefined, next: T): T {
  return previous !== undefined && equalData(previous, next) ? previous : next;
}
