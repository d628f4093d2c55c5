import type { JsonValue } from '../resource.ts';

/**
 * Whether one of the names stands anywhere in a message. Wider than a look at the fields that hold references: a name
 * too many makes a change wait, one too few would break traffic.
 */
export function mentionsAny(value: JsonValue, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return names.has(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item: JsonValue) => mentionsAny(item, names));
  for (const part of Object.values(value)) if (mentionsAny(part, names)) return true;
  return false;
}

/** Adds those of the names that stand in a message. */
export function collectMentioned(value: JsonValue, names: ReadonlySet<string>, found: Set<string>): void {
  if (typeof value === 'string') {
    if (names.has(value)) found.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collectMentioned(part, names, found);
  }
}
