import { fold } from './host-name.ts';
import { type ValueTest, valueHolds } from './value-test.ts';

export interface HeaderCondition {
  /** Lower case. */
  readonly name: string;
  readonly value: ValueTest;
}

function sameName(name: string, lowerCase: string): boolean {
  const { length } = lowerCase;
  if (name.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (fold(name.charCodeAt(index)) !== lowerCase.charCodeAt(index)) return false;
  }
  return true;
}

/** Where the next header of that name is, as the index of its name; -1 where there is none. */
function nextHeader(rawHeaders: readonly string[], name: string, from: number): number {
  const last = rawHeaders.length - 1;
  for (let index = from; index < last; index += 2) {
    const candidate = rawHeaders[index];
    if (candidate !== undefined && sameName(candidate, name)) return index;
  }
  return -1;
}

/**
 * True when the header has the value that is asked for. Of a repeated header one value that holds is enough: each is
 * looked at by itself, as Envoy does, so that a second header can't hide the first from a rule.
 */
export function headerHolds({ name, value }: HeaderCondition, rawHeaders: readonly string[]): boolean {
  let index = nextHeader(rawHeaders, name, 0);
  if (index < 0) return value.kind === 'absent';
  if (value.kind === 'present' || value.kind === 'absent') return value.kind === 'present';
  while (index >= 0) {
    if (valueHolds(value, rawHeaders[index + 1] ?? '')) return true;
    index = nextHeader(rawHeaders, name, index + 2);
  }
  return false;
}
