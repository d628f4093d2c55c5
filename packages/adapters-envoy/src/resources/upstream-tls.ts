import type { UpstreamTls } from '@routeward/core';
import { authoritiesName, secretName } from '../names.ts';
import type { ConfigSource } from '../options.ts';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import { sds } from './tls.ts';

/** Where TLS to backends gets its trust from. */
export interface UpstreamTlsSources {
  readonly configSource: ConfigSource;
  /** File with the authorities that the system trusts. */
  readonly systemAuthorities: string;
}

/** One of these has to be in the certificate; without alternatives it is the name that is asked for. */
function identities({ hostname, subjectAltNames }: UpstreamTls): JsonObject[] {
  const wanted = subjectAltNames.length > 0 ? subjectAltNames : [{ kind: 'hostname', value: hostname } as const];
  return wanted.map(({ kind, value }) => ({
    san_type: kind === 'uri' ? 'URI' : 'DNS',
    matcher: { exact: value },
  }));
}

function validation(tls: UpstreamTls, { configSource, systemAuthorities }: UpstreamTlsSources): JsonObject {
  const names = { match_typed_subject_alt_names: identities(tls) };
  if (tls.authorities === 'system') {
    return { validation_context: { trusted_ca: { filename: systemAuthorities }, ...names } };
  }
  return {
    combined_validation_context: {
      default_validation_context: names,
      validation_context_sds_secret_config: sds(authoritiesName(tls.authorities), configSource),
    },
  };
}

/** TLS to a backend: whose certificate counts, which name it has to have, and what the gateway shows of itself. */
export function upstreamTls(tls: UpstreamTls, http2: boolean, sources: UpstreamTlsSources): JsonObject {
  const { clientCertificate } = tls;
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': typeOf('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
      sni: tls.hostname,
      common_tls_context: {
        ...(clientCertificate && {
          tls_certificate_sds_secret_configs: [sds(secretName(clientCertificate), sources.configSource)],
        }),
        ...validation(tls, sources),
        alpn_protocols: [http2 ? 'h2' : 'http/1.1'],
      },
    },
  };
}
