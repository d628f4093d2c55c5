import * as z from 'zod';
import { type CelRule, withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { list, listMap } from './list.ts';
import { portNumber } from './names.ts';
import { type ObjectReference, objectReference, secretObjectReference } from './object-ref.ts';

const caReferenceRules: readonly CelRule<readonly ObjectReference[]>[] = [
  {
    channel: 'experimental',
    message: 'ClusterTrustBundle references must not specify namespace',
    holds: (refs) =>
      refs.every(
        (ref) =>
          ref.group !== 'certificates.k8s.io' || ref.kind !== 'ClusterTrustBundle' || ref.namespace === undefined,
      ),
  },
];

/** How clients' certificates are validated. */
export const frontendTlsConfig = perChannel((channel) =>
  z.object({
    validation: z.exactOptional(
      z.object({
        caCertificateRefs: withRules(list(objectReference, { min: 1, max: 16 }), caReferenceRules, channel),
        mode: z.enum(['AllowValidOnly', 'AllowInsecureFallback']).default('AllowValidOnly'),
      }),
    ),
  }),
);

export type FrontendTlsConfig = z.infer<typeof frontendTlsConfig.experimental>;

/** TLS of the Gateway as a whole (GEP-91, GEP-3155). */
export const gatewayTls = perChannel((channel) =>
  z.object({
    backend: z.exactOptional(z.object({ clientCertificateRef: z.exactOptional(secretObjectReference) })),
    frontend: z.exactOptional(
      z.object({
        default: frontendTlsConfig[channel],
        perPort: z.exactOptional(
          withRules(listMap(z.object({ port: portNumber, tls: frontendTlsConfig[channel] }), 'port', { max: 64 }), [
            {
              message: 'Port for TLS configuration must be unique within the Gateway',
              holds: (entries) => new Set(entries.map(({ port }) => port)).size === entries.length,
            },
          ]),
        ),
      }),
    ),
  }),
);

export type GatewayTls = z.infer<typeof gatewayTls.experimental>;
