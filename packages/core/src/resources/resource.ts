import type { ConfigMap } from './config-map.ts';
import type { EndpointSlice } from './endpoint-slice.ts';
import type { Gateway } from './gateway.ts';
import type { GatewayClass } from './gateway-class.ts';
import type { HttpRoute } from './http-route.ts';
import type { Namespace } from './namespace.ts';
import type { ReferenceGrant } from './reference-grant.ts';
import type { Secret } from './secret.ts';
import type { Service } from './service.ts';

/** Everything the engine reads, told apart by `kind`; CRD defaults are applied. */
export type Resource =
  | GatewayClass
  | Gateway
  | HttpRoute
  | ReferenceGrant
  | Namespace
  | Service
  | EndpointSlice
  | Secret
  | ConfigMap;

export type ResourceKind = Resource['kind'];

/** What `resourceKey` reads. */
export interface Identified {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Kinds without a namespace. */
export const clusterScopedKinds: ReadonlySet<string> = new Set(['GatewayClass', 'Namespace']);

/** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. An absent namespace means `default`. */
export function resourceKey({ kind, metadata }: Identified): string {
  if (clusterScopedKinds.has(kind)) return `${kind}/${metadata.name}`;
  return `${kind}/${metadata.namespace ?? 'default'}/${metadata.name}`;
}
