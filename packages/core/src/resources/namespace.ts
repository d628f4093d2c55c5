import * as z from 'zod';
import { clusterObjectMeta } from './object-meta.ts';

export const namespace = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Namespace'),
  metadata: clusterObjectMeta('label'),
});

export type Namespace = z.infer<typeof namespace>;
