import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { condition } from './condition.ts';
import { controllerName } from './names.ts';
import { clusterObjectMeta } from './object-meta.ts';
import { objectReference } from './object-ref.ts';
import { text } from './text.ts';

/** What controllers wrote; fields of later versions are kept. */
export const gatewayClassStatus = z.looseObject({
  conditions: z.exactOptional(z.array(condition)),
  supportedFeatures: z.exactOptional(z.array(z.looseObject({ name: z.string() }))),
});

export type GatewayClassStatus = z.infer<typeof gatewayClassStatus>;

/** The rule that compares with the object as it was (`self == oldSelf`): `validateUpdate` checks it. */
export const immutableMessage = 'field is immutable';

const immutable = withRules(controllerName, [{ message: immutableMessage, holds: () => true }]);

export const gatewayClass = perChannel(() =>
  z.object({
    apiVersion: z.enum(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1']),
    kind: z.literal('GatewayClass'),
    metadata: clusterObjectMeta(),
    spec: z.object({
      controllerName: immutable,
      parametersRef: z.exactOptional(objectReference),
      description: z.exactOptional(text({ max: 64 })),
    }),
    status: z.exactOptional(gatewayClassStatus),
  }),
);

export type GatewayClass = z.infer<typeof gatewayClass.experimental>;
