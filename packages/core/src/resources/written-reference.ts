import * as z from 'zod';

/** A ParentReference as a controller wrote it into a status; fields of later versions are kept. */
export const writtenReference = z.looseObject({
  group: z.string().default('gateway.networking.k8s.io'),
  kind: z.string().default('Gateway'),
  namespace: z.exactOptional(z.string()),
  name: z.string(),
  sectionName: z.exactOptional(z.string()),
  port: z.exactOptional(z.number()),
});
