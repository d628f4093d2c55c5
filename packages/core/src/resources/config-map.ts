import * as z from 'zod';
import { configMapChecks } from './data-checks.ts';
import { objectMeta } from './object-meta.ts';
import { textMap } from './text-map.ts';

export const configMap = z
  .object({
    apiVersion: z.literal('v1'),
    kind: z.literal('ConfigMap'),
    metadata: objectMeta(),
    data: z.exactOptional(textMap()),
    /** Base64, as in the manifest. */
    binaryData: z.exactOptional(textMap()),
    immutable: z.exactOptional(z.boolean()),
  })
  .check(configMapChecks);

export type ConfigMap = z.infer<typeof configMap>;
