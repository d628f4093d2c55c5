import type { BackendProtocol, BackendSettings } from '@routeward/core';
import type { BackendAddress } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeOf, typeUrls } from '../type-urls.ts';
import { isIpAddress } from './address.ts';
import { circuitBreakers } from './circuit-breakers.ts';
import { loadAssignment } from './cluster-load-assignment.ts';
import { duration } from './duration.ts';
import { healthCheck } from './health-check.ts';
import { loadBalancing } from './load-balancing.ts';
import { outlierDetection } from './outlier-detection.ts';
import { toResource } from './resource-map.ts';
import { type UpstreamTlsSources, upstreamTls } from './upstream-tls.ts';

const httpOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** Node servers close idle connections after 5 s: a request that meets a closing one can't always be sent again. */
const usualIdleTime = 4000;
const usualConnectTime = 5000;

const http2Protocols: readonly BackendProtocol[] = ['h2c', 'grpc'];
const streamProtocols: readonly BackendProtocol[] = ['tcp', 'udp', 'tls'];

export const speaksHttp2 = (protocol: BackendProtocol): boolean => http2Protocols.includes(protocol);

export interface ClusterParts extends UpstreamTlsSources {
  readonly name: string;
  readonly protocol: BackendProtocol;
  readonly settings: BackendSettings;
  readonly addresses: readonly BackendAddress[];
  /** The data plane's own zone, where it is known. */
  readonly zone: string | undefined;
}

function protocolOptions({ protocol, settings: { idleTimeout, limits } }: ClusterParts): JsonObject {
  if (streamProtocols.includes(protocol)) return {};
  const perConnection = limits?.requestsPerConnection;
  return {
    typed_extension_protocol_options: {
      [httpOptions]: {
        '@type': typeOf(httpOptions),
        common_http_protocol_options: {
          idle_timeout: duration(idleTimeout ?? usualIdleTime),
          ...(perConnection !== undefined && perConnection > 0 && { max_requests_per_connection: perConnection }),
        },
        explicit_http_config: speaksHttp2(protocol) ? { http2_protocol_options: {} } : { http_protocol_options: {} },
      },
    },
  };
}

function discovery({ name, addresses, settings, zone, configSource }: ClusterParts): JsonObject {
  // Endpoints that are names can't come by discovery.
  if (!addresses.every(({ address }) => isIpAddress(address))) {
    return { type: 'STRICT_DNS', load_assignment: loadAssignment(name, addresses, settings, zone) };
  }
  return { type: 'EDS', eds_cluster_config: { eds_config: configSource('endpoints', name), service_name: name } };
}

function health({ settings: { healthCheck: asked, outlierDetection: detection }, protocol }: ClusterParts): JsonObject {
  return {
    ...(asked && { health_checks: [healthCheck(asked, speaksHttp2(protocol))] }),
    ...(detection && { outlier_detection: outlierDetection(detection) }),
  };
}

/** One cluster for each backend, whoever uses it: health, connections and limits are shared. */
export function toCluster(parts: ClusterParts): EnvoyResource {
  const { name, settings, protocol } = parts;
  return toResource(typeUrls.cluster, name, {
    '@type': typeUrls.cluster,
    name,
    ...discovery(parts),
    connect_timeout: duration(settings.connectTimeout ?? usualConnectTime),
    per_connection_buffer_limit_bytes: 65_536,
    circuit_breakers: circuitBreakers(settings),
    ...loadBalancing(settings),
    ...health(parts),
    ...(settings.tls && { transport_socket: upstreamTls(settings.tls, speaksHttp2(protocol), parts) }),
    ...protocolOptions(parts),
  });
}
