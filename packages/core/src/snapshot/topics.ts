import { type Resource, resourceKey } from '../resources/resource.ts';
import { serviceOf } from './groups.ts';

/**
 * What a result was computed from, as a name. A change of a resource touches topics (`topicsOf`); a result lists the
 * topics that it read, whether anything was there or not, and is stale once one of them is touched.
 */
export type Topic = string;

/** The resource with this key: `Service/namespace/name`. */
export const resourceTopic = (kind: string, namespace: string, name: string): Topic => `${kind}/${namespace}/${name}`;

/** Any EndpointSlice of a Service. */
export const endpointsTopic = (namespace: string, service: string): Topic => `endpoints of ${namespace}/${service}`;

/** Any ReferenceGrant in a namespace. */
export const grantsTopic = (namespace: string): Topic => `grants in ${namespace}`;

/** Any object of a kind that policies select by labels. */
export const kindTopic = (kind: string): Topic => `any ${kind}`;

/** What a resource touches by being added, changed or deleted; of a changed one, take those of both its states. */
export function topicsOf(resource: Resource): readonly Topic[] {
  const key = resourceKey(resource);
  switch (resource.kind) {
    case 'EndpointSlice': {
      const service = serviceOf(resource);
      return service === undefined ? [key] : [key, endpointsTopic(resource.metadata.namespace, service)];
    }
    case 'ReferenceGrant':
      return [key, grantsTopic(resource.metadata.namespace)];
    case 'GatewayClass':
    case 'Gateway':
    case 'HTTPRoute':
    case 'Service':
    case 'Namespace':
      return [key, kindTopic(resource.kind)];
    default:
      return [key];
  }
}
