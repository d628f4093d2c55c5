import type { ConfigMap } from './config-map.ts';
import type { CustomResourceDefinition } from './custom-resource-definition.ts';
import type { EndpointSlice } from './endpoint-slice.ts';
import type { Gateway } from './gateway.ts';
import type { GatewayClass } from './gateway-class.ts';
import type { HttpRoute } from './http-route.ts';
import type { Namespace } from './namespace.ts';
import type { PolicyResource } from './policy-resource.ts';
import type { ReferenceGrant } from './reference-grant.ts';
import type { Secret } from './secret.ts';
import type { Service } from './service.ts';

/** Resources of kinds that are known beforehand. */
export type BuiltInResource =
  | GatewayClass
  | Gateway
  | HttpRoute
  | ReferenceGrant
  | Namespace
  | Service
  | EndpointSlice
  | Secret
  | ConfigMap
  | CustomResourceDefinition;

/** Everything the engine reads, told apart by `kind`; CRD defaults are applied. */
export type Resource = BuiltInResource | PolicyResource;

/** Of policies only the engine knows which kinds there are: `isPolicyKindName`. */
export type ResourceKind = BuiltInResource['kind'];

/** How the kind of a policy ends (GEP-713). */
export const isPolicyKindName = (kind: string): kind is PolicyResource['kind'] => kind.endsWith('Policy');

export const isPolicy = (resource: Resource): resource is PolicyResource => isPolicyKindName(resource.kind);

/** What `resourceKey` reads. */
export interface Identified {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Kinds without a namespace. */
export const clusterScopedKinds: ReadonlySet<string> = new Set([
  'GatewayClass',
  'Namespace',
  'CustomResourceDefinition',
]);

/**
 * `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. An absent namespace means `default`, but for policies,
 * which have none where they are cluster-scoped.
 */
export function resourceKey({ kind, metadata }: Identified): string {
  const scopeless = isPolicyKindName(kind) && metadata.namespace === undefined;
  if (scopeless || clusterScopedKinds.has(kind)) return `${kind}/${metadata.name}`;
  return `${kind}/${metadata.namespace ?? 'default'}/${metadata.name}`;
}
