import type { ValueMatch } from '../ir/match.ts';
import { compileRegex, type Regex } from '../regex/regex.ts';

/** A condition on one value, ready to be tested. All have the same shape: one evaluator serves every rule. */
export interface ValueTest {
  readonly kind: ValueMatch['kind'];
  /** Empty where the kind has none. */
  readonly text: string;
  /** Set for `regex`; a pattern that does not compile never matches, so that a broken rule can't open a route. */
  readonly regex: Regex | undefined;
}

export function compileValueTest(match: ValueMatch): ValueTest {
  const text = match.kind === 'present' || match.kind === 'absent' ? '' : match.value;
  const compiled = match.kind === 'regex' ? compileRegex(text) : undefined;
  return { kind: match.kind, text, regex: compiled?.kind === 'ok' ? compiled.regex : undefined };
}

/** Tests one whole value; `absent` never holds for a value that is there. */
export function valueHolds(test: ValueTest, value: string): boolean {
  switch (test.kind) {
    case 'exact':
      return value === test.text;
    case 'prefix':
      return value.startsWith(test.text);
    case 'regex':
      return test.regex?.test(value) === true;
    case 'present':
      return true;
    default:
      return false;
  }
}
