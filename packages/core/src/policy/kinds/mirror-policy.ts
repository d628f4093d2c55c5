import * as z from 'zod';
import { withRules } from '../../resources/cel-rule.ts';
import { listMap } from '../../resources/list.ts';
import { integer, sectionName } from '../../resources/names.ts';
import { fraction } from '../../resources/request-mirror.ts';
import { inheritedKind } from './inherited-kind.ts';
import { serviceReference } from './references.ts';

const mirror = withRules(
  z.object({
    name: sectionName,
    backendRef: serviceReference,
    /** Of the requests; all unless said. */
    percent: z.exactOptional(integer({ min: 0, max: 100 })),
    fraction: z.exactOptional(fraction),
  }),
  [
    {
      message: 'percent and fraction exclude each other',
      holds: ({ percent, fraction: part }) => percent === undefined || part === undefined,
    },
  ],
);

/** What a MirrorPolicy may say: where copies of requests go. Their answers are ignored. */
export const mirrorPolicySpec = z.object({ mirrors: z.exactOptional(listMap(mirror, 'name', { max: 8 })) });

export type MirrorPolicySpec = z.infer<typeof mirrorPolicySpec>;

export const mirrorPolicy = inheritedKind({
  kind: 'MirrorPolicy',
  schema: mirrorPolicySpec,
  listMapKeys: { mirrors: 'name' },
  mapFields: ['mirrors[].backendRef', 'mirrors[].fraction'],
});
