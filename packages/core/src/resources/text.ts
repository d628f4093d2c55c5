import * as z from 'zod';
import { type Keywords, keywords } from './keywords.ts';

export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** The API server counts characters, not UTF-16 units. */
function longerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > 2 * max) return true;
  let count = 0;
  for (const _ of text) count += 1;
  return count > max;
}

type TextIssue = z.core.$ZodRawIssue<
  z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall | z.core.$ZodIssueInvalidStringFormat
>;

/**
 * The first that is wrong with a string. Too long ends the validation, as in the API server, which also keeps the cost
 * of the pattern bounded; too short or another pattern does not.
 */
export function textIssues(input: string, { min, max, pattern }: TextLimits): TextIssue[] {
  if (max !== undefined && longerThan(input, max)) {
    return [{ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input, continue: false }];
  }
  if (min !== undefined && input.length < min) {
    return [{ code: 'too_small', origin: 'string', minimum: min, inclusive: true, input, continue: true }];
  }
  if (pattern !== undefined && !pattern.test(input)) {
    const format = { code: 'invalid_format', format: 'regex', pattern: pattern.source } as const;
    return [{ ...format, origin: 'string', input, continue: true }];
  }
  return [];
}

export function textKeywords({ min, max, pattern }: TextLimits): Keywords {
  return {
    ...(min !== undefined && { minLength: min }),
    ...(max !== undefined && { maxLength: max }),
    ...(pattern !== undefined && { pattern: pattern.source }),
  };
}

/** A string with the limits of a CRD field. */
export function text(limits: TextLimits = {}) {
  const schema = z.string().check(({ value, issues }) => {
    issues.push(...textIssues(value, limits));
  });
  keywords.add(schema, textKeywords(limits));
  return schema;
}
