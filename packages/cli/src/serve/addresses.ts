import type { BackendOverride } from './flags.ts';

type Addresses = readonly BackendOverride['target'][];

/** Overrides by `namespace/name:port`; several of one backend are its addresses. */
export function addressesOf(overrides: readonly BackendOverride[]): Map<string, Addresses> {
  const byBackend = new Map<string, Addresses>();
  for (const { namespace, name, port, target } of overrides) {
    const key = `${namespace}/${name}:${port}`;
    byBackend.set(key, [...(byBackend.get(key) ?? []), target]);
  }
  return byBackend;
}
