import * as z from 'zod';
import { integer, portNumber } from './names.ts';
import { objectMeta } from './object-meta.ts';
import { serviceSpecChecks, targetPortChecks, targetPortMessage } from './service-checks.ts';
import { textMap } from './text-map.ts';

/** A number, or the name of a container port. */
const targetPort = z.union([z.number(), z.string()], { error: targetPortMessage }).check(targetPortChecks);

export const servicePort = z.object({
  name: z.exactOptional(z.string()),
  port: portNumber,
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  targetPort: z.exactOptional(targetPort),
  /** `kubernetes.io/h2c`, `kubernetes.io/ws`, `kubernetes.io/wss`, `https`… */
  appProtocol: z.exactOptional(z.string()),
  nodePort: z.exactOptional(integer({ min: 0, max: 65535 })),
});

export type ServicePort = z.infer<typeof servicePort>;

/** The parts of a Service that routing reads. */
export const service = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata: objectMeta('label'),
  spec: z
    .object({
      type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).default('ClusterIP'),
      /** `None` makes it headless. */
      clusterIP: z.exactOptional(z.string()),
      clusterIPs: z.exactOptional(z.array(z.string())),
      externalName: z.exactOptional(z.string()),
      selector: z.exactOptional(textMap()),
      ports: z.exactOptional(z.array(servicePort)),
      publishNotReadyAddresses: z.exactOptional(z.boolean()),
    })
    .check(serviceSpecChecks),
});

export type Service = z.infer<typeof service>;
