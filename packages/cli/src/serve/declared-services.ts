import type { Engine, ResourceChange } from '@routeward/core';
import type { BackendOverride } from './flags.ts';

/**
 * Services that `--backend` names and no manifest holds: whoever says where a backend is says that it exists. Ports of
 * one Service come together.
 */
export function declaredServices(engine: Engine, overrides: readonly BackendOverride[]): ResourceChange[] {
  const ports = new Map<string, { readonly namespace: string; readonly name: string; readonly ports: Set<number> }>();
  for (const { namespace, name, port } of overrides) {
    const key = `Service/${namespace}/${name}`;
    if (engine.resource(key)) continue;
    const known = ports.get(key);
    if (known) known.ports.add(port);
    else ports.set(key, { namespace, name, ports: new Set([port]) });
  }
  return [...ports.values()].map((service) => ({
    kind: 'upsert',
    resource: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: service.namespace, name: service.name },
      spec: {
        type: 'ClusterIP',
        ports: [...service.ports].map((port) => ({ name: `port-${port}`, port, protocol: 'TCP' as const })),
      },
    },
  }));
}
