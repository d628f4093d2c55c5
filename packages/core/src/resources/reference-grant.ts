import * as z from 'zod';
import { perChannel } from './channel.ts';
import { list } from './list.ts';
import { groupName, kindName, namespaceName, objectName } from './names.ts';
import { objectMeta } from './object-meta.ts';

/** Every `from` may refer to every `to` in the grant's namespace. */
export const referenceGrant = perChannel(() =>
  z.object({
    apiVersion: z.enum(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1']),
    kind: z.literal('ReferenceGrant'),
    metadata: objectMeta(),
    spec: z.object({
      from: list(z.object({ group: groupName, kind: kindName, namespace: namespaceName }), { min: 1, max: 16 }),
      /** Without a name: all objects of the kind. */
      to: list(z.object({ group: groupName, kind: kindName, name: z.exactOptional(objectName) }), { min: 1, max: 16 }),
    }),
  }),
);

export type ReferenceGrant = z.infer<typeof referenceGrant.experimental>;
