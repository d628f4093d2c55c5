import type { HeaderChanges, HeaderValue } from '@routeward/core';
import { sameName } from './field-name.ts';
import { isHopByHop } from './hop-by-hop.ts';
import { fieldText, isFieldName } from './wire-text.ts';

/** Header changes whose names and values may go on the wire as they are. */
export interface SafeChanges {
  readonly set: readonly HeaderValue[];
  readonly add: readonly HeaderValue[];
  readonly remove: readonly string[];
}

/** Framing is ours: a rule that sets these would cut messages where it likes. */
const isFraming = (name: string): boolean => name === 'content-length' || isHopByHop(name);

function safeValues(values: readonly HeaderValue[]): HeaderValue[] | undefined {
  const safe: HeaderValue[] = [];
  for (const { name, value } of values) {
    const text = fieldText(value);
    if (text === undefined || !isFieldName(name)) return undefined;
    if (!isFraming(name)) safe.push({ name, value: text });
  }
  return safe;
}

/** Undefined where a name or value can't go on the wire; the CRD's patterns rule that out, an embedder may not. */
export function safeChanges(changes: HeaderChanges): SafeChanges | undefined {
  const set = safeValues(changes.set);
  const add = safeValues(changes.add);
  if (set === undefined || add === undefined) return undefined;
  return { set, add, remove: changes.remove.filter((name) => name !== 'host' && !isFraming(name)) };
}

/** Deletes every line of a name, in place. */
export function removeField(fields: string[], lowerCase: string): void {
  let kept = 0;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? '';
    if (sameName(name, lowerCase)) continue;
    fields[kept++] = name;
    fields[kept++] = fields[index + 1] ?? '';
  }
  fields.length = kept;
}

function lastIndex(fields: readonly string[], lowerCase: string): number {
  for (let index = fields.length - 2; index >= 0; index -= 2) {
    if (sameName(fields[index] ?? '', lowerCase)) return index;
  }
  return -1;
}

/** Applies changes in place: `set` overwrites, `add` appends behind a comma, `remove` deletes every line of the name. */
export function applyChanges(fields: string[], changes: SafeChanges): void {
  for (const { name, value } of changes.set) {
    removeField(fields, name);
    fields.push(name, value);
  }
  for (const { name, value } of changes.add) {
    // Set-Cookie is the one field that must not be joined (RFC 9110 5.3).
    const index = name === 'set-cookie' ? -1 : lastIndex(fields, name);
    if (index === -1) fields.push(name, value);
    else fields[index + 1] = `${fields[index + 1]},${value}`;
  }
  for (const name of changes.remove) removeField(fields, name);
}
