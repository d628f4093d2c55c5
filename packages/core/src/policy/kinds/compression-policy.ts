import * as z from 'zod';
import { listSet } from '../../resources/list.ts';
import { integer } from '../../resources/names.ts';
import { text } from '../../resources/text.ts';
import { inheritedKind } from './inherited-kind.ts';

/** What a CompressionPolicy may say. One that says nothing compresses what is worth it. */
export const compressionPolicySpec = z.object({
  /** False switches off what a policy further up asks for. */
  enabled: z.exactOptional(z.boolean()),
  /** In order of preference. */
  algorithms: z.exactOptional(listSet(z.enum(['br', 'gzip', 'zstd']), { max: 3 })),
  /** Bytes; smaller answers stay as they are. */
  minimumLength: z.exactOptional(integer({ min: 0, max: 1_000_000_000 })),
  /** Media types without parameters. */
  contentTypes: z.exactOptional(
    listSet(text({ min: 1, max: 127, pattern: /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/ }), { max: 64 }),
  ),
});

export type CompressionPolicySpec = z.infer<typeof compressionPolicySpec>;

export const compressionPolicy = inheritedKind({ kind: 'CompressionPolicy', schema: compressionPolicySpec });
