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

/** What an Envoy must know to find its server of resources. */
export interface DiscoveryBootstrapOptions extends BootstrapOptions {
  readonly node: { readonly id: string; readonly cluster: string };
  /** The server of resources. */
  readonly address: string;
  readonly port: number;
  /** Transport socket towards the server, such as `discoveryTls`; plain unless set. */
  readonly transportSocket?: JsonObject;
}

function server({ address, port, transportSocket }: DiscoveryBootstrapOptions, protocol: JsonObject): JsonObject {
  const endpoint = { address: socketAddress(address, port) };
  return {
    name: serverCluster,
    type: isIpAddress(address) ? 'STATIC' : 'STRICT_DNS',
    connect_timeout: '5s',
    load_assignment: { cluster_name: serverCluster, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
    ...protocol,
    ...(transportSocket && { transport_socket: transportSocket }),
  };
}

const httpOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

const http2: JsonObject = {
  typed_extension_protocol_options: {
    [httpOptions]: {
      '@type': typeOf(httpOptions),
      explicit_http_config: {
        // A server that is gone without a word is noticed.
        http2_protocol_options: { connection_keepalive: { interval: '30s', timeout: '5s' } },
      },
    },
  },
};

const aggregatedSource: JsonObject = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };

export interface AdsBootstrapOptions extends DiscoveryBootstrapOptions {
  /** Only what changed (`delta`) unless set. */
  readonly variant?: 'delta' | 'sotw';
}

/** A bootstrap that gets everything over one stream of aggregated discovery (gRPC). */
export const adsBootstrap = (options: AdsBootstrapOptions): JsonObject => ({
  ...commonBootstrap(options),
  static_resources: { clusters: [server(options, http2)] },
  dynamic_resources: {
    ads_config: {
      api_type: options.variant === 'sotw' ? 'GRPC' : 'DELTA_GRPC',
      transport_api_version: 'V3',
      set_node_on_first_message_only: true,
      grpc_services: [{ envoy_grpc: { cluster_name: serverCluster } }],
    },
    cds_config: aggregatedSource,
    lds_config: aggregatedSource,
  },
});

export interface RestBootstrapOptions extends DiscoveryBootstrapOptions {
  /** Milliseconds between polls; 1,000 unless set. */
  readonly refresh?: number;
}

/** A bootstrap that polls a REST server. */
export function restBootstrap(options: RestBootstrapOptions): JsonObject {
  const source = restConfigSource(options.refresh);
  return {
    ...commonBootstrap(options),
    static_resources: { clusters: [server(options, {})] },
    dynamic_resources: { lds_config: source, cds_config: source },
  };
}
