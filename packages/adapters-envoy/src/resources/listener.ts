import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeOf, typeUrls } from '../type-urls.ts';
import { socketAddress } from './address.ts';
import { toResource } from './resource-map.ts';

export interface ListenerParts {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly filterChains: readonly JsonObject[];
  readonly listenerFilters: readonly JsonObject[];
  /** For what a workload sends itself. */
  readonly outbound: boolean;
}

/** Client connections of one port. */
const connections = 10_000;

/** Bodies up to this length (bytes) are kept to repeat a request. */
const bufferLimit = 65_536;

export const connectionLimit = (name: string): JsonObject => ({
  name: 'envoy.filters.network.connection_limit',
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit'),
    stat_prefix: name,
    max_connections: connections,
  },
});

export const toListener = ({
  name,
  address,
  port,
  filterChains,
  listenerFilters,
  outbound,
}: ListenerParts): EnvoyResource =>
  toResource(typeUrls.listener, name, {
    '@type': typeUrls.listener,
    name,
    address: socketAddress(address, port),
    per_connection_buffer_limit_bytes: bufferLimit,
    ...(listenerFilters.length > 0 && { listener_filters: listenerFilters }),
    filter_chains: filterChains,
    ...(outbound && { traffic_direction: 'OUTBOUND' }),
  });
