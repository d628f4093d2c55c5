import * as z from 'zod';
import { gatewayStatusAddress } from './gateway-address.ts';
import { list, listMap } from './list.ts';
import { routeGroupKind } from './listener.ts';
import { controllerName, integer, sectionName } from './names.ts';
import { timestamp } from './object-meta.ts';
import { parentReference } from './object-ref.ts';
import { text } from './text.ts';

/**
 * Status as the CRDs limit it when a controller writes it. What is read from manifests is taken more leniently
 * (`gateway-status.ts`, `route-status.ts`).
 */
const writtenCondition = z.object({
  type: text({
    max: 316,
    pattern:
      /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
  }),
  status: z.enum(['True', 'False', 'Unknown']),
  observedGeneration: z.exactOptional(integer({ min: 0 })),
  lastTransitionTime: timestamp,
  reason: text({ min: 1, max: 1024, pattern: /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/ }),
  message: text({ max: 32768 }),
});

const writtenConditions = listMap(writtenCondition, 'type', { max: 8 });

export const gatewayClassStatusUpdate = z.object({
  conditions: z.exactOptional(writtenConditions),
  supportedFeatures: z.exactOptional(listMap(z.object({ name: z.string() }), 'name', { max: 64 })),
});

const writtenListenerStatus = z.object({
  name: sectionName,
  attachedRoutes: integer(),
  supportedKinds: z.exactOptional(list(routeGroupKind, { max: 8 })),
  conditions: writtenConditions,
});

export const gatewayStatusUpdate = z.object({
  addresses: z.exactOptional(list(gatewayStatusAddress, { max: 16 })),
  attachedListenerSets: z.exactOptional(integer()),
  conditions: z.exactOptional(writtenConditions),
  listeners: z.exactOptional(listMap(writtenListenerStatus, 'name', { max: 64 })),
});

export const routeStatusUpdate = z.object({
  parents: list(
    z.object({
      parentRef: parentReference,
      controllerName,
      conditions: listMap(writtenCondition, 'type', { min: 1, max: 8 }),
    }),
    { max: 32 },
  ),
});
