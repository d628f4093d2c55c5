import * as z from 'zod';
import { list } from '../../resources/list.ts';
import { groupName, kindName, namespaceName, objectName, sectionName } from '../../resources/names.ts';
import { textMap } from '../../resources/text-map.ts';

/** How CRDs of policies write targets; `readTargets` reads them, and more leniently. */
const targetRef = z.object({
  /** That of the kind unless said, which texts before GEP-713's last form leave out. */
  group: z.exactOptional(groupName),
  kind: kindName,
  name: objectName,
  namespace: z.exactOptional(namespaceName),
  /** A listener, a rule or a port by its name. */
  sectionName: z.exactOptional(sectionName),
});

const requirement = z.object({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: z.exactOptional(z.array(z.string())),
});

const targetSelector = z.object({
  group: z.exactOptional(groupName),
  kind: kindName,
  sectionName: z.exactOptional(sectionName),
  matchLabels: z.exactOptional(textMap({ max: 63 })),
  matchExpressions: z.exactOptional(z.array(requirement)),
});

export const targetFields = z.object({
  targetRef: z.exactOptional(targetRef),
  targetRefs: z.exactOptional(list(targetRef, { min: 1, max: 16 })),
  targetSelectors: z.exactOptional(list(targetSelector, { min: 1, max: 16 })),
});

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  observedGeneration: z.exactOptional(z.int()),
  lastTransitionTime: z.string(),
  reason: z.string(),
  message: z.string(),
});

const ancestorRef = z.object({
  group: z.exactOptional(groupName),
  kind: z.exactOptional(kindName),
  namespace: z.exactOptional(namespaceName),
  name: objectName,
  sectionName: z.exactOptional(sectionName),
  port: z.exactOptional(z.int()),
});

/** PolicyStatus of the Gateway API. */
export const policyStatusFields = z.object({
  ancestors: list(
    z.object({ ancestorRef, controllerName: z.string(), conditions: z.exactOptional(list(condition, { max: 8 })) }),
    { max: 16 },
  ),
});
