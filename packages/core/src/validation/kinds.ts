import type * as z from 'zod';
import type { Channel, PerChannel } from '../resources/channel.ts';
import { configMap } from '../resources/config-map.ts';
import { customResourceDefinition } from '../resources/custom-resource-definition.ts';
import { endpointSlice } from '../resources/endpoint-slice.ts';
import { gateway } from '../resources/gateway.ts';
import { gatewayClass } from '../resources/gateway-class.ts';
import { httpRoute } from '../resources/http-route.ts';
import { namespace } from '../resources/namespace.ts';
import { referenceGrant } from '../resources/reference-grant.ts';
import type { Resource, ResourceKind } from '../resources/resource.ts';
import { secret } from '../resources/secret.ts';
import { service } from '../resources/service.ts';
import { type FieldTree, fieldTree } from './field-tree.ts';

/** How a kind is read in one channel. */
export interface KindReader {
  readonly schema: z.ZodType<Resource>;
  readonly fields: FieldTree;
  /**
   * Schemas of core kinds hold only what routing reads; what they do not have may well be a field of Kubernetes, so
   * that nothing can be said about it.
   */
  readonly complete: boolean;
}

const same = <T>(schema: T): PerChannel<T> => ({ standard: schema, experimental: schema });

interface KindEntry {
  readonly group: string;
  readonly complete: boolean;
  readonly schema: PerChannel<z.ZodType<Resource>>;
}

const gatewayApi = 'gateway.networking.k8s.io';

const kinds: Readonly<Record<ResourceKind, KindEntry>> = {
  GatewayClass: { group: gatewayApi, complete: true, schema: gatewayClass },
  Gateway: { group: gatewayApi, complete: true, schema: gateway },
  HTTPRoute: { group: gatewayApi, complete: true, schema: httpRoute },
  ReferenceGrant: { group: gatewayApi, complete: true, schema: referenceGrant },
  Namespace: { group: '', complete: false, schema: same(namespace) },
  Service: { group: '', complete: false, schema: same(service) },
  EndpointSlice: { group: 'discovery.k8s.io', complete: false, schema: same(endpointSlice) },
  Secret: { group: '', complete: false, schema: same(secret) },
  ConfigMap: { group: '', complete: false, schema: same(configMap) },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    complete: false,
    schema: same(customResourceDefinition),
  },
};

export const isResourceKind = (kind: string): kind is ResourceKind => Object.hasOwn(kinds, kind);

export const groupOf = (kind: ResourceKind): string => kinds[kind].group;

const readers = new Map<string, KindReader>();

export function kindReader(kind: ResourceKind, channel: Channel): KindReader {
  const key = `${channel} ${kind}`;
  const known = readers.get(key);
  if (known !== undefined) return known;
  const { schema, complete } = kinds[kind];
  const reader = { schema: schema[channel], fields: fieldTree(schema[channel], channel), complete };
  readers.set(key, reader);
  return reader;
}
