import * as z from 'zod';
import { condition } from './condition.ts';

/** What controllers wrote; fields of later versions are kept. */
export const listenerStatus = z.looseObject({
  name: z.string(),
  attachedRoutes: z.exactOptional(z.number()),
  supportedKinds: z.exactOptional(z.array(z.looseObject({ group: z.exactOptional(z.string()), kind: z.string() }))),
  conditions: z.array(condition).default([]),
});

export type ListenerStatus = z.infer<typeof listenerStatus>;

export const gatewayStatus = z.looseObject({
  addresses: z.exactOptional(z.array(z.looseObject({ type: z.exactOptional(z.string()), value: z.string() }))),
  conditions: z.exactOptional(z.array(condition)),
  listeners: z.exactOptional(z.array(listenerStatus)),
  attachedListenerSets: z.exactOptional(z.number()),
});

export type GatewayStatus = z.infer<typeof gatewayStatus>;
