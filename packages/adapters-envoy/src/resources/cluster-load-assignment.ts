import type { EffectiveBackend } from '@routeward/core';
import type { BackendAddress } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { isIpAddress, socketAddress } from './address.ts';
import { toResource } from './resource-map.ts';

const endpoint = ({ address, port }: BackendAddress): JsonObject => ({
  endpoint: { address: socketAddress(address, port) },
});

/** Without endpoints: 503. */
export const loadAssignment = (name: string, addresses: readonly BackendAddress[]): JsonObject => ({
  cluster_name: name,
  endpoints: addresses.length === 0 ? [] : [{ lb_endpoints: addresses.map(endpoint) }],
});

/** Undefined where the cluster holds its endpoints itself. */
export function toClusterLoadAssignment(
  { key }: EffectiveBackend,
  addresses: readonly BackendAddress[],
): EnvoyResource | undefined {
  if (!addresses.every(({ address }) => isIpAddress(address))) return undefined;
  return toResource(typeUrls.endpoints, key, { '@type': typeUrls.endpoints, ...loadAssignment(key, addresses) });
}
