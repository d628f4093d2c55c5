import * as z from 'zod';
import { namespaceName, objectName, portNumber } from '../../resources/names.ts';

/** A port of a Service. In another namespace than the policy's only with a ReferenceGrant there. */
export const serviceReference = z.object({
  name: objectName,
  namespace: z.exactOptional(namespaceName),
  port: portNumber,
});

/** A Secret, in another namespace than the policy's only with a ReferenceGrant there. */
export const secretFields = { name: objectName, namespace: z.exactOptional(namespaceName) };
