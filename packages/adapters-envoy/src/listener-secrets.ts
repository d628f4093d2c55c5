import type { EffectiveListener, Finding, ListenerTls, SecretReference } from '@routeward/core';
import { secretName } from './names.ts';
import type { SecretMaterial, SecretProvider } from './options.ts';
import type { EnvoyResource } from './resource.ts';
import { authoritiesSecret, certificateSecret } from './resources/secret.ts';

/** What a listener may use of the secrets that it names. */
export interface ListenerSecrets {
  /** Undefined where it can't serve without what is missing. */
  readonly tls: ListenerTls | undefined;
  readonly secrets: readonly EnvoyResource[];
  readonly findings: readonly Finding[];
}

type Certificate = Extract<SecretMaterial, { kind: 'certificate' }>;

function missing({ owner, name }: EffectiveListener, reference: SecretReference): Finding {
  const message = `listener ${name}: ${secretName(reference)} can not be had or is of no use`;
  return { severity: 'error', rule: 'value', resource: owner, path: 'spec.listeners', message };
}

function certificates(listener: EffectiveListener, tls: ListenerTls, provider: SecretProvider): ListenerSecrets {
  const found = tls.certificates.map((reference) => ({ reference, material: provider(reference) }));
  const usable = found.flatMap(({ reference, material }): { reference: SecretReference; material: Certificate }[] =>
    material?.kind === 'certificate' ? [{ reference, material }] : [],
  );
  const known = new Set(usable.map(({ reference }) => reference));
  return {
    tls: usable.length > 0 ? { ...tls, certificates: usable.map(({ reference }) => reference) } : undefined,
    secrets: usable.map(({ reference, material }) => certificateSecret(reference, material)),
    findings: tls.certificates.filter((reference) => !known.has(reference)).map((it) => missing(listener, it)),
  };
}

/** All of them or none: a smaller trust store would refuse clients without a word. */
function authorities(listener: EffectiveListener, tls: ListenerTls, provider: SecretProvider): ListenerSecrets {
  const references = tls.clientValidation?.authorities ?? [];
  if (references.length === 0) return { tls, secrets: [], findings: [] };
  const bundles: string[] = [];
  for (const reference of references) {
    const material = provider(reference);
    if (material?.kind !== 'authorities') {
      return { tls: undefined, secrets: [], findings: [missing(listener, reference)] };
    }
    bundles.push(material.certificates);
  }
  return { tls, secrets: [authoritiesSecret(references, bundles)], findings: [] };
}

/** Without a provider somebody else delivers the secrets, by the same names. */
export function listenerSecrets(
  listener: EffectiveListener,
  tls: ListenerTls,
  provider: SecretProvider | undefined,
): ListenerSecrets {
  if (!provider) return { tls, secrets: [], findings: [] };
  const own = certificates(listener, tls, provider);
  const clients = authorities(listener, tls, provider);
  return {
    tls: clients.tls && own.tls,
    secrets: [...own.secrets, ...clients.secrets],
    findings: [...own.findings, ...clients.findings],
  };
}
