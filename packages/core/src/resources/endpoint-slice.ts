import * as z from 'zod';
import { endpointSliceChecks } from './endpoint-slice-checks.ts';
import { list } from './list.ts';
import { integer } from './names.ts';
import { objectMeta } from './object-meta.ts';

export const endpoint = z.object({
  addresses: list(z.string(), { min: 1, max: 100 }),
  /** Absent conditions: `ready` counts as true, `terminating` as false. */
  conditions: z.exactOptional(
    z.object({
      ready: z.exactOptional(z.boolean()),
      serving: z.exactOptional(z.boolean()),
      terminating: z.exactOptional(z.boolean()),
    }),
  ),
  hostname: z.exactOptional(z.string()),
  nodeName: z.exactOptional(z.string()),
  zone: z.exactOptional(z.string()),
});

export type SliceEndpoint = z.infer<typeof endpoint>;

export const endpointSlicePort = z.object({
  /** Absent and `''` are the same: the Service's only port. */
  name: z.string().default(''),
  /** Absent: all ports. */
  port: z.exactOptional(integer({ min: 1, max: 65535 })),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  appProtocol: z.exactOptional(z.string()),
});

export type EndpointSlicePort = z.infer<typeof endpointSlicePort>;

/** The label `kubernetes.io/service-name` names the Service. */
export const endpointSlice = z
  .object({
    apiVersion: z.literal('discovery.k8s.io/v1'),
    kind: z.literal('EndpointSlice'),
    metadata: objectMeta(),
    addressType: z.enum(['IPv4', 'IPv6', 'FQDN']),
    endpoints: list(endpoint, { max: 1000 }).default([]),
    ports: list(endpointSlicePort, { max: 20_000 }).default([]),
  })
  .check(endpointSliceChecks);

export type EndpointSlice = z.infer<typeof endpointSlice>;
