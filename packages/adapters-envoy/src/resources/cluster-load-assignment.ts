import type { BackendSettings } from '@routeward/core';
import type { BackendAddress } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { isIpAddress, socketAddress } from './address.ts';
import { toResource } from './resource-map.ts';

const endpoint = ({ address, port }: BackendAddress): JsonObject => ({
  endpoint: { address: socketAddress(address, port) },
});

const locality = (addresses: readonly BackendAddress[], more: JsonObject = {}): JsonObject => ({
  ...more,
  lb_endpoints: addresses.map(endpoint),
});

/** Other zones are the second choice, for what the own one can't take; where it has no endpoint all are alike. */
function byZone(addresses: readonly BackendAddress[], zone: string): JsonObject[] {
  const near = addresses.filter((address) => address.zone === zone);
  const far = addresses.filter((address) => address.zone !== zone);
  if (near.length === 0 || far.length === 0) return [locality(addresses)];
  return [locality(near, { locality: { zone } }), locality(far, { priority: 1 })];
}

function localities(
  addresses: readonly BackendAddress[],
  { preferLocalZone }: BackendSettings,
  zone: string | undefined,
): JsonObject[] {
  // Without endpoints: 503.
  if (addresses.length === 0) return [];
  return preferLocalZone && zone !== undefined ? byZone(addresses, zone) : [locality(addresses)];
}

export const loadAssignment = (
  name: string,
  addresses: readonly BackendAddress[],
  settings: BackendSettings = {},
  zone?: string,
): JsonObject => ({ cluster_name: name, endpoints: localities(addresses, settings, zone) });

/** Undefined where the cluster holds its endpoints itself. */
export function toClusterLoadAssignment(
  name: string,
  addresses: readonly BackendAddress[],
  settings: BackendSettings,
  zone: string | undefined,
): EnvoyResource | undefined {
  if (!addresses.every(({ address }) => isIpAddress(address))) return undefined;
  const assignment = loadAssignment(name, addresses, settings, zone);
  return toResource(typeUrls.endpoints, name, { '@type': typeUrls.endpoints, ...assignment });
}
