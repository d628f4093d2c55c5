import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeOf, typeUrls } from '../type-urls.ts';
import { isIpAddress } from './address.ts';
import { loadAssignment } from './cluster-load-assignment.ts';
import { toResource } from './resource-map.ts';

const defaultAuthorities = '/etc/ssl/certs/ca-certificates.crt';

/** A place outside of the configuration that Envoy asks by itself. */
export interface RemotePlace {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'http1' | 'http2';
  readonly tls: boolean;
  readonly systemAuthorities: string | undefined;
}

const http2: JsonObject = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': typeOf('envoy.extensions.upstreams.http.v3.HttpProtocolOptions'),
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};

/** Trusted as the system does, by the name that is asked for. */
const tls = ({ address, systemAuthorities = defaultAuthorities }: RemotePlace): JsonObject => ({
  transport_socket: {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': typeOf('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
      ...(!isIpAddress(address) && { sni: address }),
      common_tls_context: {
        validation_context: {
          trusted_ca: { filename: systemAuthorities },
          match_typed_subject_alt_names: [
            { san_type: isIpAddress(address) ? 'IP_ADDRESS' : 'DNS', matcher: { exact: address } },
          ],
        },
      },
    },
  },
});

export const remoteCluster = (place: RemotePlace): EnvoyResource =>
  toResource(typeUrls.cluster, place.name, {
    '@type': typeUrls.cluster,
    name: place.name,
    type: isIpAddress(place.address) ? 'STATIC' : 'STRICT_DNS',
    connect_timeout: '5s',
    load_assignment: loadAssignment(place.name, [place]),
    ...(place.tls && tls(place)),
    ...(place.protocol === 'http2' && http2),
  });
