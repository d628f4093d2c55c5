import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { socketAddress } from './address.ts';
import { toResource } from './resource-map.ts';

export interface ListenerParts {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly filterChains: readonly JsonObject[];
  readonly listenerFilters: readonly JsonObject[];
}

export const toListener = ({ name, address, port, filterChains, listenerFilters }: ListenerParts): EnvoyResource =>
  toResource(typeUrls.listener, name, {
    '@type': typeUrls.listener,
    name,
    address: socketAddress(address, port),
    ...(listenerFilters.length > 0 && { listener_filters: listenerFilters }),
    filter_chains: filterChains,
  });
