import type { EffectiveBackend, EffectiveConfiguration } from '@routeward/core';
import type { BackendOverride } from './flags.ts';

function overridden(backend: EffectiveBackend, overrides: ReadonlyMap<string, BackendOverride>): EffectiveBackend {
  const override = overrides.get(backend.key);
  if (!override) return backend;
  const { protocol, address, port } = override.target;
  // h2c, WebSocket and gRPC ride on plain connections: only TLS is the URL's to say.
  const kept = protocol === 'https' ? 'https' : backend.protocol === 'https' ? 'http' : backend.protocol;
  return { ...backend, protocol: kept, endpoints: [{ address, port }] };
}

/**
 * The configuration with the endpoints that `--backend` names. It changes the result, not the manifests: the engine
 * refuses endpoints on loopback that a manifest names, while the person at the keyboard may well mean them.
 */
export function overrideBackends(
  configuration: EffectiveConfiguration,
  list: readonly BackendOverride[],
): EffectiveConfiguration {
  if (list.length === 0) return configuration;
  const overrides = new Map(list.map((entry) => [`Service/${entry.namespace}/${entry.name}/${entry.port}`, entry]));
  return { ...configuration, backends: configuration.backends.map((backend) => overridden(backend, overrides)) };
}
