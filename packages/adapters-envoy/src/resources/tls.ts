import type { ListenerTls } from '@routeward/core';
import { authoritiesName, secretName } from '../names.ts';
import type { ConfigSource } from '../options.ts';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';

export const tlsInspector: JsonObject = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: { '@type': typeOf('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector') },
};

export const sds = (name: string, configSource: ConfigSource): JsonObject => ({
  name,
  sds_config: configSource('secrets', name),
});

/** Clients' certificates are checked either way; `AllowInsecureFallback` lets in those that fail (GEP-91). */
function validation({ clientValidation }: ListenerTls, configSource: ConfigSource): JsonObject {
  if (!clientValidation) return {};
  const authorities = sds(authoritiesName(clientValidation.authorities), configSource);
  if (clientValidation.mode === 'AllowValidOnly') return { validation_context_sds_secret_config: authorities };
  return {
    combined_validation_context: {
      default_validation_context: { trust_chain_verification: 'ACCEPT_UNTRUSTED' },
      validation_context_sds_secret_config: authorities,
    },
  };
}

/** Terminates TLS for a listener; certificates come as secrets of their own. */
export function downstreamTls(
  tls: ListenerTls,
  configSource: ConfigSource,
  protocols: readonly string[] = ['h2', 'http/1.1'],
): JsonObject {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': typeOf('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
      common_tls_context: {
        tls_certificate_sds_secret_configs: tls.certificates.map((certificate) =>
          sds(secretName(certificate), configSource),
        ),
        ...validation(tls, configSource),
        ...(protocols.length > 0 && { alpn_protocols: protocols }),
      },
      ...(tls.clientValidation?.mode === 'AllowValidOnly' && { require_client_certificate: true }),
    },
  };
}
