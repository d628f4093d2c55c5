import * as z from 'zod';
import {
  annotationMapChecks,
  finalizerChecks,
  labelMapChecks,
  type NameFormat,
  nameChecks,
} from './metadata-checks.ts';
import { labelPattern } from './names.ts';
import { textMap } from './text-map.ts';
import { isTimestamp } from './timestamp.ts';

/** RFC 3339. */
export const timestamp = z.string().check(({ value, issues }) => {
  if (isTimestamp(value)) return;
  issues.push({ code: 'invalid_format', format: 'datetime', origin: 'string', input: value, continue: false });
});

/** metav1.ObjectMeta, as far as it concerns routing. */
const metadataFields = (format: NameFormat) => ({
  name: z.string().check(nameChecks(format)),
  generateName: z.exactOptional(z.string()),
  labels: z.exactOptional(textMap().check(labelMapChecks)),
  annotations: z.exactOptional(textMap().check(annotationMapChecks)),
  /** RFC 3339. Absent: the object was never created in a cluster. */
  creationTimestamp: z.exactOptional(timestamp),
  deletionTimestamp: z.exactOptional(timestamp),
  deletionGracePeriodSeconds: z.exactOptional(z.int()),
  generation: z.exactOptional(z.int()),
  uid: z.exactOptional(z.string()),
  resourceVersion: z.exactOptional(z.string()),
  selfLink: z.exactOptional(z.string()),
  finalizers: z.exactOptional(z.array(z.string().check(finalizerChecks))),
  ownerReferences: z.exactOptional(z.array(z.record(z.string(), z.unknown()))),
  managedFields: z.exactOptional(z.array(z.record(z.string(), z.unknown()))),
});

/** Of cluster-scoped kinds. */
export const clusterObjectMeta = (format: NameFormat = 'subdomain') => z.object(metadataFields(format));

/** Without a default. */
export const namespaceField = z.string().check(({ value, issues }) => {
  if (value.length <= 63 && labelPattern.test(value)) return;
  const message =
    'a namespace consists of at most 63 lower-case letters, digits and "-", and begins and ends with one of the first two';
  issues.push({ code: 'custom', message, input: value, continue: true });
});

/** An absent namespace means `default`. */
export const objectMeta = (format: NameFormat = 'subdomain') =>
  z.object({ ...metadataFields(format), namespace: namespaceField.default('default') });

export type ClusterObjectMeta = z.infer<ReturnType<typeof clusterObjectMeta>>;
export type ObjectMeta = z.infer<ReturnType<typeof objectMeta>>;
