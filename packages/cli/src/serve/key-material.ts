import type { SecretProvider } from '@routeward/adapters-node';
import type { Resource } from '@routeward/core';

function entriesOf(found: Resource | undefined): Iterable<readonly [string, Uint8Array]> | undefined {
  if (found?.kind === 'Secret') {
    return Object.entries(found.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
  }
  if (found?.kind !== 'ConfigMap') return undefined;
  return [
    ...Object.entries(found.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const),
    ...Object.entries(found.binaryData ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
  ];
}

/** What access rules need, out of the manifests: decoded once for each version of an object. */
export function keyMaterial(find: (key: string) => Resource | undefined): SecretProvider {
  const decoded = new WeakMap<Resource, ReadonlyMap<string, Uint8Array>>();
  return ({ kind, namespace, name }) => {
    const found = find(`${kind}/${namespace}/${name}`);
    const known = found && decoded.get(found);
    if (known !== undefined) return known;
    const entries = entriesOf(found);
    if (found === undefined || entries === undefined) return undefined;
    const material = new Map(entries);
    decoded.set(found, material);
    return material;
  };
}
