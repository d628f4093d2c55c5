import * as z from 'zod';
import { printable } from '../text/printable.ts';
import { keywords } from './keywords.ts';

export interface ListLimits {
  readonly min?: number;
  readonly max?: number;
}

/** Too many stops further checks, as in the API server; too few does not. */
export function list<T extends z.ZodType>(item: T, { min, max }: ListLimits = {}) {
  const schema = z.array(item).check((context) => {
    const { value: input, issues } = context;
    if (max !== undefined && input.length > max) {
      issues.push({ code: 'too_big', origin: 'array', maximum: max, inclusive: true, input, continue: false });
    }
    if (min !== undefined && input.length < min) {
      issues.push({ code: 'too_small', origin: 'array', minimum: min, inclusive: true, input, continue: true });
    }
  });
  keywords.add(schema, { ...(min !== undefined && { minItems: min }), ...(max !== undefined && { maxItems: max }) });
  return schema;
}

/** Pushes an issue for each element whose key an earlier element has. */
function reportDuplicates<T>(context: z.core.ParsePayload<T[]>, describe: (item: T) => string): void {
  const seen = new Map<string, number>();
  for (const [index, item] of context.value.entries()) {
    const key = describe(item);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      continue;
    }
    context.issues.push({
      code: 'custom',
      message: `${printable(key, 100)} is there already, at [${first}]`,
      params: { rule: 'list' },
      path: [index],
      input: item,
      continue: true,
    });
  }
}

/** x-kubernetes-list-type: map. Keys are compared as JSON, so that 1 and "1" differ. */
export function listMap<K extends string, T extends z.ZodType<Readonly<Record<K, unknown>>>>(
  item: T,
  key: K,
  limits: ListLimits = {},
) {
  const schema = list(item, limits).check((context) =>
    reportDuplicates(context, (element) => `${key} ${JSON.stringify(element[key])}`),
  );
  keywords.add(schema, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] });
  return schema;
}

/** x-kubernetes-list-type: set. */
export function listSet<T extends z.ZodType<string | number>>(item: T, limits: ListLimits = {}) {
  const schema = list(item, limits).check((context) => reportDuplicates(context, (element) => JSON.stringify(element)));
  keywords.add(schema, { 'x-kubernetes-list-type': 'set' });
  return schema;
}
