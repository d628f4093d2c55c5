import * as z from 'zod';
import type { JsonObject } from '../text/json.ts';
import { clusterObjectMeta } from './object-meta.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const anyObject = () => z.custom<JsonObject>(isObject, { abort: true, params: { expected: 'object' } });

/** The parts of a CustomResourceDefinition that declare a kind of policy. Schemas are taken as they are. */
export const customResourceDefinition = z.object({
  apiVersion: z.literal('apiextensions.k8s.io/v1'),
  kind: z.literal('CustomResourceDefinition'),
  metadata: clusterObjectMeta(),
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ kind: z.string(), plural: z.exactOptional(z.string()) }),
    versions: z.array(
      z.object({
        name: z.string(),
        served: z.boolean().default(true),
        storage: z.boolean().default(false),
        schema: z.exactOptional(z.object({ openAPIV3Schema: z.exactOptional(anyObject()) })),
      }),
    ),
  }),
});

export type CustomResourceDefinition = z.infer<typeof customResourceDefinition>;
