import type { SecretReference } from '@routeward/core';

export const secret = (name: string): SecretReference => ({ kind: 'Secret', namespace: 'ns', name, digest: 'd' });

/** A provider over texts: secrets by name, their entries by key. */
export const secretsOf =
  (secrets: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  ({ namespace, name }: SecretReference): ReadonlyMap<string, Uint8Array> | undefined => {
    const found = namespace === 'ns' && Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    return found && new Map(Object.entries(found).map(([key, text]) => [key, Buffer.from(text)]));
  };
