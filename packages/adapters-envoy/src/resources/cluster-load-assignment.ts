import type { EffectiveBackend } from '@routeward/core';
import type { BackendAddress } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { socketAddress } from './address.ts';
import { toResource } from './resource-map.ts';

const endpoint = ({ address, port }: BackendAddress): JsonObject => ({
  endpoint: { address: socketAddress(address, port) },
});

/** A backend's endpoints, or `addresses` in their place. */
export const toClusterLoadAssignment = (
  backend: EffectiveBackend,
  addresses: readonly BackendAddress[] = backend.endpoints,
): EnvoyResource =>
  toResource(typeUrls.endpoints, backend.key, {
    '@type': typeUrls.endpoints,
    cluster_name: backend.key,
    endpoints: addresses.length === 0 ? [] : [{ lb_endpoints: addresses.map(endpoint) }],
  });
