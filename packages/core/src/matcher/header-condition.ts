import { fold } from './host-name.ts';
import { type ValueTest, valueHolds } from './value-test.ts';

const comma = 44;

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

/** True when `value` begins with what `text` has from `at` on. */
function continues(value: string, text: string, at: number): boolean {
  for (let index = at; index < text.length; index++) {
    if (value.charCodeAt(index - at) !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Compares the values joined by "," with the condition's text, without joining them. */
function joinedMatches(rawHeaders: readonly string[], { name, value }: HeaderCondition, first: number): boolean {
  const { text } = value;
  const whole = value.kind === 'exact';
  let at = 0;
  for (let index = first; index >= 0; index = nextHeader(rawHeaders, name, index + 2)) {
    if (index !== first) {
      if (at === text.length) return !whole;
      if (text.charCodeAt(at++) !== comma) return false;
    }
    const part = rawHeaders[index + 1] ?? '';
    if (part.length > text.length - at) return !whole && continues(part, text, at);
    if (!text.startsWith(part, at)) return false;
    at += part.length;
  }
  return at === text.length;
}

function joined(rawHeaders: readonly string[], name: string, first: number): string {
  let text = rawHeaders[first + 1] ?? '';
  for (let index = nextHeader(rawHeaders, name, first + 2); index >= 0; ) {
    text += `,${rawHeaders[index + 1] ?? ''}`;
    index = nextHeader(rawHeaders, name, index + 2);
  }
  return text;
}

/**
 * True when the header has the value that is asked for. A repeated header counts as one whose values are joined by
 * "," (RFC 9110 5.3), in order of arrival; only a regular expression on a repeated header builds that text.
 */
export function headerHolds(condition: HeaderCondition, rawHeaders: readonly string[]): boolean {
  const { name, value } = condition;
  const first = nextHeader(rawHeaders, name, 0);
  if (first < 0) return value.kind === 'absent';
  if (value.kind === 'present' || value.kind === 'absent') return value.kind === 'present';
  if (nextHeader(rawHeaders, name, first + 2) < 0) return valueHolds(value, rawHeaders[first + 1] ?? '');
  if (value.kind === 'regex') return valueHolds(value, joined(rawHeaders, name, first));
  return joinedMatches(rawHeaders, condition, first);
}
