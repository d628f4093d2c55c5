import * as z from 'zod';
import { secretChecks } from './data-checks.ts';
import { objectMeta } from './object-meta.ts';
import { textMap } from './text-map.ts';

/** `stringData` is merged into `data` by validation, as the API server does. */
export const secret = z
  .object({
    apiVersion: z.literal('v1'),
    kind: z.literal('Secret'),
    metadata: objectMeta(),
    type: z.string().default('Opaque'),
    /** Base64, as in the manifest. Never to be printed. */
    data: z.exactOptional(textMap()),
    stringData: z.exactOptional(textMap()),
    immutable: z.exactOptional(z.boolean()),
  })
  .check(secretChecks);

export type Secret = z.infer<typeof secret>;
