import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { experimental, perChannel } from './channel.ts';
import { httpExternalAuth } from './external-auth.ts';
import { labelSelector } from './label-selector.ts';
import { list } from './list.ts';
import { annotationValue, groupName, hostname, kindName, portNumber, protocolType, sectionName } from './names.ts';
import { localObjectReference, secretObjectReference } from './object-ref.ts';
import { unionRules } from './rules/http-filter-rules.ts';
import { listenerRules, listenerTlsRules } from './rules/listener-rules.ts';
import { textMap } from './text-map.ts';

export const listenerTls = withRules(
  z.object({
    mode: z.enum(['Terminate', 'Passthrough']).default('Terminate'),
    certificateRefs: z.exactOptional(list(secretObjectReference, { max: 64 })),
    options: z.exactOptional(textMap(annotationValue, { max: 16 })),
  }),
  listenerTlsRules,
);

export type ListenerTls = z.infer<typeof listenerTls>;

export const routeGroupKind = z.object({ group: groupName.default('gateway.networking.k8s.io'), kind: kindName });

export type RouteGroupKind = z.infer<typeof routeGroupKind>;

export const routeNamespaces = z.object({
  from: z.enum(['All', 'Selector', 'Same']).default('Same'),
  selector: z.exactOptional(labelSelector),
});

export const allowedRoutes = z.object({
  namespaces: routeNamespaces.default({ from: 'Same' }),
  /** Absent or empty: the kinds that suit the protocol. */
  kinds: z.exactOptional(list(routeGroupKind, { max: 8 })),
});

export type AllowedRoutes = z.infer<typeof allowedRoutes>;

/** Filters that run before a route is chosen; experimental (GEP-5224). */
export const listenerFilter = perChannel((channel) =>
  withRules(
    z.object({
      type: z.enum(['ExternalAuth', 'ExtensionRef']),
      externalAuth: z.exactOptional(httpExternalAuth[channel]),
      extensionRef: z.exactOptional(localObjectReference),
    }),
    [...unionRules('ExternalAuth'), ...unionRules('ExtensionRef')],
  ),
);

export const listener = perChannel((channel) =>
  withRules(
    z.object({
      name: sectionName,
      hostname: z.exactOptional(hostname),
      port: portNumber,
      /** HTTP, HTTPS, TLS, TCP, UDP or a name with a domain prefix. */
      protocol: protocolType,
      tls: z.exactOptional(listenerTls),
      allowedRoutes: allowedRoutes.default({ namespaces: { from: 'Same' } }),
      filters: experimental(
        z.exactOptional(z.object({ requests: z.exactOptional(list(listenerFilter[channel], { max: 16 })) })),
      ),
    }),
    listenerRules,
    channel,
  ),
);

export type Listener = z.infer<typeof listener.experimental>;
