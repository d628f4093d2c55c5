import type { EffectiveBackend } from '@routeward/core';
import type { BackendAddress, ConfigSource } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeOf, typeUrls } from '../type-urls.ts';
import { isIpAddress } from './address.ts';
import { loadAssignment } from './cluster-load-assignment.ts';
import { toResource } from './resource-map.ts';

const httpOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** Node servers close idle connections after 5 s: a request that meets a closing one can't always be sent again. */
const idleTimeout = '4s';

/** Envoy's 1,024 of each, and 3 retries, would refuse requests of one busy route only. */
const most = 10_000;
const circuitBreakers: JsonObject = {
  thresholds: [{ max_connections: most, max_pending_requests: most, max_requests: most, max_retries: most }],
};

function protocolOptions({ protocol }: EffectiveBackend): JsonObject {
  const http2 = protocol === 'h2c' || protocol === 'grpc';
  return {
    [httpOptions]: {
      '@type': typeOf(httpOptions),
      common_http_protocol_options: { idle_timeout: idleTimeout },
      explicit_http_config: http2 ? { http2_protocol_options: {} } : { http_protocol_options: {} },
    },
  };
}

function discovery(
  { key }: EffectiveBackend,
  addresses: readonly BackendAddress[],
  configSource: ConfigSource,
): JsonObject {
  // Endpoints that are names can't come by discovery.
  if (!addresses.every(({ address }) => isIpAddress(address))) {
    return { type: 'STRICT_DNS', load_assignment: loadAssignment(key, addresses) };
  }
  return { type: 'EDS', eds_cluster_config: { eds_config: configSource('endpoints', key), service_name: key } };
}

/** One cluster for each backend, whoever uses it: health, connections and limits are shared. */
export const toCluster = (
  backend: EffectiveBackend,
  addresses: readonly BackendAddress[],
  configSource: ConfigSource,
): EnvoyResource =>
  toResource(typeUrls.cluster, backend.key, {
    '@type': typeUrls.cluster,
    name: backend.key,
    ...discovery(backend, addresses, configSource),
    connect_timeout: '5s',
    per_connection_buffer_limit_bytes: 65_536,
    circuit_breakers: circuitBreakers,
    typed_extension_protocol_options: protocolOptions(backend),
  });
