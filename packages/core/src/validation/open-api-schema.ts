import * as z from 'zod';
import { type Channel, experimentalFields } from '../resources/channel.ts';
import { type Keywords, keywords } from '../resources/keywords.ts';
import type { ResourceKind } from '../resources/resource.ts';
import { kindReader } from './kinds.ts';
import { statusSchemas } from './validate-status.ts';

/** A schema as CRDs and editors write it. Rules are there with their message; what they check is code. */
export interface OpenApiSchema extends Keywords {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: OpenApiSchema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

function objectSchema(schema: z.ZodObject, channel: Channel): OpenApiSchema {
  const properties: Record<string, OpenApiSchema> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(schema.shape)) {
    if (!(field instanceof z.ZodType)) continue;
    if (channel === 'standard' && experimentalFields.has(field)) continue;
    properties[name] = describe(field, channel);
    if (!(field instanceof z.ZodOptional || field instanceof z.ZodExactOptional || field instanceof z.ZodDefault)) {
      required.push(name);
    }
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function scalarSchema(schema: z.core.$ZodType): OpenApiSchema {
  if (schema instanceof z.ZodEnum) return { type: 'string', enum: schema.options };
  if (schema instanceof z.ZodLiteral) {
    const values = [...schema.values];
    return { type: values.every((value) => typeof value === 'number') ? 'integer' : 'string', enum: values };
  }
  if (schema instanceof z.ZodString) return { type: 'string' };
  if (schema instanceof z.ZodNumber) return { type: 'integer' };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  return schema instanceof z.ZodCustom ? { type: 'object' } : {};
}

/** Any schema of this project's. */
export function describe(schema: z.core.$ZodType, channel: Channel): OpenApiSchema {
  if (schema instanceof z.ZodExactOptional) return describe(schema.unwrap(), channel);
  if (schema instanceof z.ZodDefault)
    return { ...describe(schema.unwrap(), channel), default: schema.def.defaultValue };
  const more = schema instanceof z.ZodType ? keywords.get(schema) : undefined;
  if (schema instanceof z.ZodObject) return { ...objectSchema(schema, channel), ...more };
  if (schema instanceof z.ZodArray) return { type: 'array', items: describe(schema.element, channel), ...more };
  return { ...scalarSchema(schema), ...more };
}

/**
 * What a kind may hold, for editors, documents and for comparing with the CRDs of a cluster. Of core kinds only the
 * fields that are read.
 */
export function openApiSchema(kind: ResourceKind, channel: Channel = 'standard'): OpenApiSchema {
  const schema = describe(kindReader(kind, channel).schema, channel);
  const status = statusSchemas.get(kind);
  if (status === undefined) return schema;
  return { ...schema, properties: { ...schema.properties, status: describe(status, channel) } };
}
