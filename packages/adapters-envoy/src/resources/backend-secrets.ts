import type { SecretReference, UpstreamTls } from '@routeward/core';
import { secretName } from '../names.ts';
import type { SecretProvider } from '../options.ts';
import type { EnvoyResource } from '../resource.ts';
import { authoritiesSecret, certificateSecret } from './secret.ts';

/** What TLS to a backend may use of the secrets that it names. */
export type BackendSecrets =
  | { readonly kind: 'found'; readonly secrets: readonly EnvoyResource[] }
  | { readonly kind: 'missing'; readonly message: string };

const missing = (reference: SecretReference): BackendSecrets => ({
  kind: 'missing',
  message: `${secretName(reference)} can not be had or is of no use`,
});

/** All of it or nothing: TLS that checks less than it should is no protection. */
export function backendSecrets(tls: UpstreamTls, provider: SecretProvider | undefined): BackendSecrets {
  // Somebody else delivers them, by the same names.
  if (!provider) return { kind: 'found', secrets: [] };
  const secrets: EnvoyResource[] = [];
  if (tls.authorities !== 'system') {
    const bundles: string[] = [];
    for (const reference of tls.authorities) {
      const material = provider(reference);
      if (material?.kind !== 'authorities') return missing(reference);
      bundles.push(material.certificates);
    }
    secrets.push(authoritiesSecret(tls.authorities, bundles));
  }
  if (tls.clientCertificate) {
    const material = provider(tls.clientCertificate);
    if (material?.kind !== 'certificate') return missing(tls.clientCertificate);
    secrets.push(certificateSecret(tls.clientCertificate, material));
  }
  return { kind: 'found', secrets };
}
