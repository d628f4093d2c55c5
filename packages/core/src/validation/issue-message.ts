import type * as z from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { isPlainObject } from './prune.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong, and what to write instead. Neither ever holds a value of the user's: it may be a secret. */
export interface IssueText {
  readonly message: string;
  readonly fix?: string;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'a boolean',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isPlainObject(value)) return 'an object';
  return nouns[typeof value] ?? typeof value;
}

const numeric = /^-?[0-9]{1,15}$/;

function typeFix(expected: string, value: unknown): string | undefined {
  if (expected === 'string' && (typeof value === 'boolean' || typeof value === 'number')) {
    return 'put the value in quotes';
  }
  if ((expected === 'int' || expected === 'number') && typeof value === 'string' && numeric.test(value)) {
    return 'write the number without quotes';
  }
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return 'write it without quotes';
  if (expected === 'array' && isPlainObject(value)) return 'write a list: put "- " before the first field';
  return undefined;
}

function typeText(expected: string, value: unknown): IssueText {
  if (value === undefined) return { message: 'is required' };
  const noun = nouns[expected] ?? expected;
  const fix = typeFix(expected, value);
  const found = expected === 'int' && typeof value === 'number' ? 'a number that is not whole' : typeName(value);
  return { message: `must be ${noun}, but is ${found}`, ...(fix !== undefined && { fix }) };
}

function choiceText(choices: readonly z.core.util.Primitive[], value: unknown): IssueText {
  if (value === undefined) return { message: 'is required' };
  const names = choices.map((choice) => (typeof choice === 'string' ? `"${choice}"` : String(choice)));
  const message = names.length === 1 ? `must be ${names[0]}` : `must be one of ${names.join(', ')}`;
  const strings = choices.filter((choice) => typeof choice === 'string');
  const meant = typeof value === 'string' ? didYouMean(value, strings) : undefined;
  return { message, ...(meant !== undefined && { fix: `did you mean ${meant}?` }) };
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' elements', map: ' entries' };

function limitText(side: 'least' | 'most', origin: string, limit: number | bigint): IssueText {
  const unit = units[origin];
  if (side === 'least' && limit === 1 && unit !== undefined) return { message: 'must not be empty' };
  return { message: unit === undefined ? `must be at ${side} ${limit}` : `must have at ${side} ${limit}${unit}` };
}

const formats: Readonly<Record<string, string>> = {
  ip: 'must be an IPv4 or IPv6 address where type is IPAddress',
  datetime: 'must be a time such as 2026-01-31T12:00:00Z',
};

function formatText(issue: z.core.$ZodIssueInvalidStringFormat, value: unknown): IssueText {
  const pattern = issue.pattern;
  if (pattern === undefined) return { message: formats[issue.format] ?? `must be a valid ${issue.format}` };
  const lower = typeof value === 'string' && value.length <= 253 && new RegExp(pattern).test(value.toLowerCase());
  return { message: `must match ${pattern}`, ...(lower && { fix: 'write it in lower case' }) };
}

/** `value` is what stands at the issue's path. */
export function issueText(issue: Issue, value: unknown): IssueText {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue.expected, value);
    case 'invalid_value':
      return choiceText(issue.values, value);
    case 'too_big':
      return limitText('most', issue.origin, issue.maximum);
    case 'too_small':
      return limitText('least', issue.origin, issue.minimum);
    case 'invalid_format':
      return formatText(issue as z.core.$ZodIssueInvalidStringFormat, value);
    case 'custom':
      return customText(issue, value);
    default:
      // Of these kinds there are only unions, and they bring their own words.
      return { message: issue.message };
  }
}

function customText(issue: z.core.$ZodIssueCustom, value: unknown): IssueText {
  const expected: unknown = issue.params?.['expected'];
  return typeof expected === 'string' ? typeText(expected, value) : { message: issue.message };
}
