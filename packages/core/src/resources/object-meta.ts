import * as z from 'zod';
import { textMap } from './text-map.ts';

/**
 * metav1.ObjectMeta, as far as it concerns routing. Names are checked by kind (`validation/metadata.ts`), because
 * what the API server accepts differs.
 */
const objectMetaFields = {
  name: z.string(),
  generateName: z.exactOptional(z.string()),
  labels: z.exactOptional(textMap()),
  annotations: z.exactOptional(textMap()),
  /** RFC 3339. */
  creationTimestamp: z.exactOptional(z.string()),
  deletionTimestamp: z.exactOptional(z.string()),
  deletionGracePeriodSeconds: z.exactOptional(z.int()),
  generation: z.exactOptional(z.int()),
  uid: z.exactOptional(z.string()),
  resourceVersion: z.exactOptional(z.string()),
  selfLink: z.exactOptional(z.string()),
  finalizers: z.exactOptional(z.array(z.string())),
  ownerReferences: z.exactOptional(z.array(z.record(z.string(), z.unknown()))),
  managedFields: z.exactOptional(z.array(z.record(z.string(), z.unknown()))),
};

/** Of cluster-scoped kinds. */
export const clusterObjectMeta = z.object(objectMetaFields);

/** An absent namespace means `default`. */
export const objectMeta = z.object({ ...objectMetaFields, namespace: z.string().default('default') });

export type ClusterObjectMeta = z.infer<typeof clusterObjectMeta>;
export type ObjectMeta = z.infer<typeof objectMeta>;
