import * as z from 'zod';
import { textMap } from './text-map.ts';

/**
 * metav1.LabelSelector. The CRD takes any operator; one that does not exist is found where the selector is used.
 */
export const labelSelector = z.object({
  matchLabels: z.exactOptional(textMap()),
  matchExpressions: z.exactOptional(
    z.array(z.object({ key: z.string(), operator: z.string(), values: z.exactOptional(z.array(z.string())) })),
  ),
});

export type LabelSelector = z.infer<typeof labelSelector>;
