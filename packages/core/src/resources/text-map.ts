import * as z from 'zod';
import { keywords } from './keywords.ts';
import { type TextLimits, textIssues, textKeywords } from './text.ts';

export interface MapLimits {
  /** Most entries. */
  readonly max?: number;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object whose keys the user chooses. `z.record` would lose a key named `__proto__`, which is data here: the value
 * passes as it is, and validation hands in objects without a prototype.
 */
export function textMap(value: TextLimits = {}, limits: MapLimits = {}) {
  const schema = z
    .custom<Readonly<Record<string, string>>>(isObject, { abort: true, params: { expected: 'object' } })
    .check(({ value: input, issues }) => {
      const entries = Object.entries(input);
      const { max } = limits;
      if (max !== undefined && entries.length > max) {
        issues.push({ code: 'too_big', origin: 'map', maximum: max, inclusive: true, input, continue: false });
      }
      for (const [key, entry] of entries) {
        if (typeof entry !== 'string') {
          issues.push({ code: 'invalid_type', expected: 'string', path: [key], input: entry, continue: false });
          continue;
        }
        for (const issue of textIssues(entry, value)) issues.push({ ...issue, path: [key] });
      }
    });
  keywords.add(schema, {
    ...(limits.max !== undefined && { maxProperties: limits.max }),
    additionalProperties: { type: 'string', ...textKeywords(value) },
  });
  return schema;
}
