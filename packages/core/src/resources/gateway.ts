import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { experimental, perChannel } from './channel.ts';
import { gatewayAddress } from './gateway-address.ts';
import { gatewayStatus } from './gateway-status.ts';
import { gatewayTls } from './gateway-tls.ts';
import { labelSelector } from './label-selector.ts';
import { list, listMap } from './list.ts';
import { listener } from './listener.ts';
import { annotationValue, labelValue, objectName } from './names.ts';
import { objectMeta } from './object-meta.ts';
import { localObjectReference } from './object-ref.ts';
import { gatewayAddressListRules } from './rules/gateway-address-rules.ts';
import { annotationKeyRules, labelKeyRules } from './rules/infrastructure-rules.ts';
import { listenerListRules } from './rules/listener-rules.ts';
import { textMap } from './text-map.ts';

export const gatewayInfrastructure = z.object({
  labels: z.exactOptional(withRules(textMap(labelValue, { max: 8 }), labelKeyRules)),
  annotations: z.exactOptional(withRules(textMap(annotationValue, { max: 16 }), annotationKeyRules)),
  parametersRef: z.exactOptional(localObjectReference),
});

export type GatewayInfrastructure = z.infer<typeof gatewayInfrastructure>;

/** Which namespaces' ListenerSets may attach (GEP-1713). */
export const allowedListeners = z.object({
  namespaces: z
    .object({
      from: z.enum(['All', 'Selector', 'Same', 'None']).default('None'),
      selector: z.exactOptional(labelSelector),
    })
    .default({ from: 'None' }),
});

export type AllowedListeners = z.infer<typeof allowedListeners>;

export const gateway = perChannel((channel) =>
  z.object({
    apiVersion: z.enum(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1']),
    kind: z.literal('Gateway'),
    metadata: objectMeta(),
    spec: z.object({
      gatewayClassName: objectName,
      listeners: withRules(listMap(listener[channel], 'name', { min: 1, max: 64 }), listenerListRules),
      addresses: z.exactOptional(withRules(list(gatewayAddress, { max: 16 }), gatewayAddressListRules)),
      infrastructure: z.exactOptional(gatewayInfrastructure),
      allowedListeners: z.exactOptional(allowedListeners),
      tls: z.exactOptional(gatewayTls[channel]),
      defaultScope: experimental(z.exactOptional(z.enum(['All', 'None']))),
    }),
    status: z.exactOptional(gatewayStatus),
  }),
);

export type Gateway = z.infer<typeof gateway.experimental>;
