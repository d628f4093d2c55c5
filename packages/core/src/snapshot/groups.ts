import type { EndpointSlice } from '../resources/endpoint-slice.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { ReferenceGrant } from '../resources/reference-grant.ts';

/** The side of a cross-namespace reference that a ReferenceGrant must name in `from`. */
export interface ReferenceSource {
  /** Empty for core kinds. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

const gatewayGroup = 'gateway.networking.k8s.io';

export const grantGroup = (namespace: string, from: ReferenceSource): string =>
  `${namespace}/${from.group}/${from.kind}/${from.namespace}`;

/** A grant is found by its namespace with each source that it lets in. */
export const grantGroups = ({ metadata, spec }: ReferenceGrant): readonly string[] =>
  spec.from.map((from) => grantGroup(metadata.namespace, from));

export const sliceGroup = (namespace: string, service: string): string => `${namespace}/${service}`;

/** The label by which a slice belongs to a Service; one without belongs to none. */
export function serviceOf(slice: EndpointSlice): string | undefined {
  const labels = slice.metadata.labels ?? {};
  return Object.hasOwn(labels, 'kubernetes.io/service-name') ? labels['kubernetes.io/service-name'] : undefined;
}

/** The keys of the parents that a route names, whether they exist or not; each once. */
export function parentGroups(route: HttpRoute): readonly string[] {
  const refs = (route.spec.parentRefs ?? []).filter((ref) => ref.group === gatewayGroup);
  return [...new Set(refs.map((ref) => `${ref.kind}/${ref.namespace ?? route.metadata.namespace}/${ref.name}`))];
}
