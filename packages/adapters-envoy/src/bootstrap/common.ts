import type { JsonObject } from '../resource.ts';
import { socketAddress } from '../resources/address.ts';
import { typeOf } from '../type-urls.ts';

export interface BootstrapOptions {
  /** Port of Envoy's admin page, on loopback; none unless set. 0 lets the system choose. */
  readonly adminPort?: number;
  /** Envoy's own name for itself, as a server of resources sees it. */
  readonly node?: { readonly id: string; readonly cluster: string };
}

/** Envoy refuses regular expressions of more than 100 instructions, and the whole table with them, unless told. */
const regexes: JsonObject = {
  layers: [
    {
      name: 'routeward',
      static_layer: { 're2.max_program_size.error_level': 4_294_967_295, 're2.max_program_size.warn_level': 10_000 },
    },
  ],
};

/** All client connections; Envoy's guide to edge proxies has this number. */
const connections = 50_000;

const overload: JsonObject = {
  resource_monitors: [
    {
      name: 'envoy.resource_monitors.global_downstream_max_connections',
      typed_config: {
        '@type': typeOf('envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig'),
        max_active_downstream_connections: connections,
      },
    },
  ],
};

/** What every Envoy starts with, wherever its resources come from. */
export const commonBootstrap = ({ adminPort, node }: BootstrapOptions): JsonObject => ({
  ...(node && { node: { ...node } }),
  ...(adminPort !== undefined && { admin: { address: socketAddress('127.0.0.1', adminPort) } }),
  layered_runtime: regexes,
  overload_manager: overload,
});
