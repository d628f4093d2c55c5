import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { type Automaton, accepts, buildAutomaton } from './automaton.ts';

/** A compiled pattern with RE2 semantics: its time is linear in the text, whatever the pattern. */
export interface Regex {
  readonly pattern: string;
  /** True when the whole text matches, as `^(?:pattern)$` would. */
  test(text: string): boolean;
  /** `test` on the part of the text from `start` to before `end`. */
  testRange(text: string, start: number, end: number): boolean;
}

export type RegexResult =
  | { readonly kind: 'ok'; readonly regex: Regex }
  | { readonly kind: 'invalid'; readonly message: string };

/** Characters; the longest that the API accepts is 4,096 (the value of a header match). */
const maxPatternLength = 4096;

/**
 * Instructions of the compiled program. Time and memory of one match are bounded by text length times this number,
 * so it is what stands between a tenant's pattern and the event loop. `[a-z0-9-]{1,63}` has 127.
 */
const maxProgramSize = 1000;

/** Patterns kept; a configuration swap compiles only those it has not seen. */
const cache = new LRUCache<string, RegexResult>({ max: 2048 });

/** Compiles an RE2 pattern; a bad or too costly one gives a message for its author. Never throws. */
export function compileRegex(pattern: string): RegexResult {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const result = compile(pattern);
  cache.set(pattern, result);
  return result;
}

function compile(pattern: string): RegexResult {
  if (pattern.length > maxPatternLength) {
    return {
      kind: 'invalid',
      message: `the pattern has ${pattern.length} characters; ${maxPatternLength} are allowed`,
    };
  }
  try {
    const program = RE2JS.compile(pattern);
    const size = program.programSize();
    if (size > maxProgramSize) {
      return { kind: 'invalid', message: `the pattern compiles to ${size} steps; ${maxProgramSize} are allowed` };
    }
    const automaton = buildAutomaton(pattern);
    return { kind: 'ok', regex: automaton ? automatonRegex(pattern, automaton) : programRegex(pattern, program) };
  } catch (error) {
    return { kind: 'invalid', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Most patterns are small enough for tables, which are quicker than the engine and allocate nothing. */
const automatonRegex = (pattern: string, automaton: Automaton): Regex => ({
  pattern,
  test: (text) => accepts(automaton, text, 0, text.length),
  testRange: (text, start, end) => accepts(automaton, text, start, end),
});

const programRegex = (pattern: string, program: RE2JS): Regex => ({
  pattern,
  test: (text) => program.testExact(text),
  testRange: (text, start, end) => program.testExact(text.slice(start, end)),
});
