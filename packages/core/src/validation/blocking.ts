import type * as z from 'zod';

/**
 * Errors after which the API server does not evaluate CEL rules: wrong types, missing fields, values outside an
 * enumeration, and what is too long or too many (k8s.io/apiextensions-apiserver, hasBlockingErr).
 */
export function blocksRules(issue: z.core.$ZodIssue): boolean {
  switch (issue.code) {
    case 'too_big':
      return issue.origin !== 'number' && issue.origin !== 'int';
    case 'too_small':
      return false;
    case 'invalid_format':
      // Formats are types to the API server, patterns are not.
      return issue.format !== 'regex';
    case 'custom':
      return issue.params?.['expected'] !== undefined;
    default:
      return true;
  }
}
