import * as z from 'zod';
import { duration, integer } from '../../resources/names.ts';
import { inheritedKind } from './inherited-kind.ts';

/** Of the requests; all unless said. */
const percentage = z.exactOptional(integer({ min: 0, max: 100 }));

/** What a FaultPolicy may say: faults for tests of what depends on a service. */
export const faultPolicySpec = z.object({
  delay: z.exactOptional(z.object({ duration: z.exactOptional(duration), percentage })),
  abort: z.exactOptional(z.object({ statusCode: z.exactOptional(integer({ min: 200, max: 599 })), percentage })),
});

export type FaultPolicySpec = z.infer<typeof faultPolicySpec>;

export const faultPolicy = inheritedKind({ kind: 'FaultPolicy', schema: faultPolicySpec });
