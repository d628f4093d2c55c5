import { type BootstrapOptions, commonBootstrap } from '../bootstrap/common.ts';
import type { JsonObject } from '../resource.ts';
import { isIpAddress, socketAddress } from '../resources/address.ts';
import { typeOf } from '../type-urls.ts';

/** Files in PEM on the Envoy's machine. */
export interface ClientTls {
  /** The Envoy's own. */
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** Who signs the server's certificate. */
  readonly authorityFile: string;
  /** The server's name in its certificate. */
  readonly serverName: string;
}

/** mTLS towards a discovery server, as `transportSocket` of a bootstrap. */
export function discoveryTls({ certificateFile, privateKeyFile, authorityFile, serverName }: ClientTls): JsonObject {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': typeOf('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
      sni: serverName,
      common_tls_context: {
        alpn_protocols: ['h2'],
        tls_certificates: [
          { certificate_chain: { filename: certificateFile }, private_key: { filename: privateKeyFile } },
        ],
        validation_context: {
          trusted_ca: { filename: authorityFile },
          match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: serverName } }],
        },
      },
    },
  };
}

const serverCluster = 'routeward-xds';

/** Milliseconds between an Envoy's polls. */
const usualRefresh = 1_000;

/** Where an Envoy that polls over REST finds everything; for translation, too. */
export const restConfigSource = (refresh: number = usualRefresh): JsonObject => ({
  api_config_source: {
    api_type: 'REST',
    transport_api_version: 'V3',
    cluster_names: [serverCluster],
    refresh_delay: `${refresh / 1000}s`,
  },
  resource_api_version: 'V3',
});

export interface RestBootstrapOptions extends BootstrapOptions {
  readonly node: { readonly id: string; readonly cluster: string };
  /** The server of resources. */
  readonly address: string;
  readonly port: number;
  /** Milliseconds between polls; 1,000 unless set. */
  readonly refresh?: number;
  /** Transport socket towards the server, such as `discoveryTls`; plain unless set. */
  readonly transportSocket?: JsonObject;
}

/** A bootstrap that polls a REST server. */
export function restBootstrap(options: RestBootstrapOptions): JsonObject {
  const { address, port, refresh, transportSocket } = options;
  const source = restConfigSource(refresh);
  const endpoint = { address: socketAddress(address, port) };
  const server: JsonObject = {
    name: serverCluster,
    type: isIpAddress(address) ? 'STATIC' : 'STRICT_DNS',
    connect_timeout: '5s',
    load_assignment: { cluster_name: serverCluster, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
    ...(transportSocket && { transport_socket: transportSocket }),
  };
  return {
    ...commonBootstrap(options),
    static_resources: { clusters: [server] },
    dynamic_resources: { lds_config: source, cds_config: source },
  };
}
