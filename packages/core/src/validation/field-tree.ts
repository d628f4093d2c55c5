import * as z from 'zod';
import { type Channel, experimentalFields } from '../resources/channel.ts';
import { keywords } from '../resources/keywords.ts';

/** The fields of a schema as one channel has them. */
export type FieldTree =
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, FieldTree> }
  | { readonly kind: 'list'; readonly item: FieldTree }
  /** Every key is a value of the user's. */
  | { readonly kind: 'map' }
  /** A scalar, or what nobody looks into. */
  | { readonly kind: 'value' };

const value: FieldTree = { kind: 'value' };

function objectFields(schema: z.ZodObject, channel: Channel): FieldTree {
  const fields = new Map<string, FieldTree>();
  for (const [name, field] of Object.entries(schema.shape)) {
    if (!(field instanceof z.ZodType)) continue;
    if (channel === 'standard' && experimentalFields.has(field)) continue;
    fields.set(name, fieldTree(field, channel));
  }
  return { kind: 'object', fields };
}

/** Reads a zod schema once, so that values can be pruned without looking at it again. */
export function fieldTree(schema: z.core.$ZodType, channel: Channel): FieldTree {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault)
    return fieldTree(schema.unwrap(), channel);
  // An object with further fields is taken as it is.
  if (schema instanceof z.ZodObject && schema.def.catchall !== undefined) return value;
  if (schema instanceof z.ZodObject) return objectFields(schema, channel);
  if (schema instanceof z.ZodArray) return { kind: 'list', item: fieldTree(schema.element, channel) };
  if (schema instanceof z.ZodCustom && keywords.get(schema)?.additionalProperties !== undefined) return { kind: 'map' };
  return value;
}
