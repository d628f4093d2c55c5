import type { ValueTest } from './value-test.ts';

const ampersand = 38;
const equals = 61;
const hash = 35;
const question = 63;

export interface QueryCondition {
  readonly name: string;
  readonly value: ValueTest;
}

/** Where the path of a request target ends: at its query or fragment. */
export function pathEnd(target: string): number {
  for (let index = 0; index < target.length; index++) {
    const char = target.charCodeAt(index);
    if (char === question || char === hash) return index;
  }
  return target.length;
}

function sameText(target: string, start: number, end: number, text: string): boolean {
  return end - start === text.length && target.startsWith(text, start);
}

function parameterHolds(test: ValueTest, target: string, start: number, end: number): boolean {
  switch (test.kind) {
    case 'exact':
      return sameText(target, start, end, test.text);
    case 'prefix':
      return end - start >= test.text.length && target.startsWith(test.text, start);
    case 'regex':
      return test.regex?.testRange(target, start, end) ?? false;
    case 'present':
      return true;
    default:
      return false;
  }
}

/**
 * True when the query has the value that is asked for. The first parameter of that name counts (the API leaves it
 * open and recommends this). Names and values are compared as they stand, undecoded, as Envoy does.
 */
export function queryHolds(condition: QueryCondition, target: string): boolean {
  const { name, value } = condition;
  const question = target.indexOf('?');
  const fragment = target.indexOf('#');
  const end = fragment < 0 ? target.length : fragment;
  if (question < 0) return value.kind === 'absent';
  let start = question + 1;
  while (start <= end) {
    let split = -1;
    let index = start;
    for (; index < end; index++) {
      const char = target.charCodeAt(index);
      if (char === ampersand) break;
      if (char === equals && split < 0) split = index;
    }
    const nameEnd = split < 0 ? index : split;
    if (index > start && sameText(target, start, nameEnd, name)) {
      return parameterHolds(value, target, split < 0 ? index : split + 1, index);
    }
    start = index + 1;
  }
  return value.kind === 'absent';
}
