import * as z from 'zod';
import type { JsonObject } from '../text/json.ts';
import { condition } from './condition.ts';
import { clusterObjectMeta, namespaceField } from './object-meta.ts';
import { writtenReference } from './written-reference.ts';

/** What controllers wrote about one object that a policy affects; fields of later versions are kept. */
export const policyAncestorStatus = z.looseObject({
  ancestorRef: writtenReference,
  controllerName: z.string(),
  conditions: z.array(condition).default([]),
});

export type PolicyAncestorStatus = z.infer<typeof policyAncestorStatus>;

export const policyStatus = z.looseObject({ ancestors: z.array(policyAncestorStatus).default([]) });

export type PolicyStatus = z.infer<typeof policyStatus>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What all kinds of policies have in common; values are for the kind to judge. */
export const policyResource = z.object({
  apiVersion: z.string(),
  kind: z.templateLiteral([z.string(), 'Policy']),
  /** Without a namespace: cluster-scoped. */
  metadata: clusterObjectMeta().extend({ namespace: z.exactOptional(namespaceField) }),
  spec: z.custom<JsonObject>(isObject, { abort: true, params: { expected: 'object' } }),
  status: z.exactOptional(policyStatus),
});

/** An object of any kind of policy, told apart from other resources by how its kind ends. */
export type PolicyResource = z.infer<typeof policyResource>;
