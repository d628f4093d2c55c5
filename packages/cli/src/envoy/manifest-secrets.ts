import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecretMaterial, SecretProvider } from '@routeward/adapters-envoy';
import type { Resource } from '@routeward/core';

const decoded = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString('utf8');

/** Envoy refuses a listener, or to start, over a certificate that can't be read or whose key is another's. */
function certificate(certificateChain: string, privateKey: string): SecretMaterial | undefined {
  try {
    const leaf = new X509Certificate(certificateChain);
    return leaf.checkPrivateKey(createPrivateKey(privateKey))
      ? { kind: 'certificate', certificateChain, privateKey }
      : undefined;
  } catch {
    return undefined;
  }
}

function authorities(certificates: string): SecretMaterial | undefined {
  try {
    new X509Certificate(certificates);
    return { kind: 'authorities', certificates };
  } catch {
    return undefined;
  }
}

/** Key material out of the manifests, at the moment at which it is asked for; undefined for what is of no use. */
export const manifestSecrets =
  (find: (key: string) => Resource | undefined): SecretProvider =>
  ({ kind, namespace, name }) => {
    const found = find(`${kind}/${namespace}/${name}`);
    if (found?.kind === 'Secret')
      return certificate(decoded(found.data?.['tls.crt']), decoded(found.data?.['tls.key']));
    return found?.kind === 'ConfigMap' ? authorities(found.data?.['ca.crt'] ?? '') : undefined;
  };
