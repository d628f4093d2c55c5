import type { SecretReference } from '@routeward/core';
import { authoritiesName, secretName } from '../names.ts';
import type { SecretMaterial } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { toResource } from './resource-map.ts';

const inline = (text: string): JsonObject => ({ inline_string: text });

export const certificateSecret = (
  reference: SecretReference,
  material: Extract<SecretMaterial, { kind: 'certificate' }>,
): EnvoyResource => {
  const name = secretName(reference);
  return toResource(typeUrls.secret, name, {
    '@type': typeUrls.secret,
    name,
    tls_certificate: {
      certificate_chain: inline(material.certificateChain),
      private_key: inline(material.privateKey),
    },
  });
};

/** One trust store out of several bundles. */
export const authoritiesSecret = (
  references: readonly SecretReference[],
  bundles: readonly string[],
): EnvoyResource => {
  const name = authoritiesName(references);
  return toResource(typeUrls.secret, name, {
    '@type': typeUrls.secret,
    name,
    validation_context: { trusted_ca: inline(bundles.map((bundle) => `${bundle.trimEnd()}\n`).join('')) },
  });
};
