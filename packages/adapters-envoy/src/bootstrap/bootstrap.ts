import type { EnvoySnapshot, JsonObject, JsonValue } from '../resource.ts';
import { socketAddress } from '../resources/address.ts';

export interface BootstrapOptions {
  /** Port of Envoy's admin page on loopback; none unless set. 0 lets the system choose. */
  readonly adminPort?: number;
  /** Envoy's own name for itself, as an ADS server sees it. */
  readonly node?: { readonly id: string; readonly cluster: string };
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyOf = (resources: EnvoySnapshot['routes'], name: JsonValue | undefined): JsonObject => {
  const { '@type': _, ...body } = resources.get(String(name))?.body ?? {};
  return body;
};

/** Puts in place of each reference what it refers to. */
function inline(value: JsonValue, snapshot: EnvoySnapshot): JsonValue {
  if (Array.isArray(value)) return value.map((item) => inline(item, snapshot));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]): [string, JsonValue] => {
    if (key === 'rds' && isObject(part)) {
      // The cluster of an invalid backend is not there on purpose.
      return ['route_config', { ...bodyOf(snapshot.routes, part['route_config_name']), validate_clusters: false }];
    }
    return [key, inline(part, snapshot)];
  });
  return Object.fromEntries(entries);
}

function staticCluster(body: JsonObject, snapshot: EnvoySnapshot): JsonObject {
  const { '@type': _, eds_cluster_config: eds, ...cluster } = body;
  if (eds === undefined) return cluster;
  return { ...cluster, type: 'STATIC', load_assignment: bodyOf(snapshot.endpoints, cluster['name']) };
}

function staticListener(body: JsonObject, snapshot: EnvoySnapshot): JsonValue {
  const { '@type': _, ...listener } = body;
  return inline(listener, snapshot);
}

/** What every Envoy starts with, wherever its resources come from. */
export const commonBootstrap = ({ adminPort, node }: BootstrapOptions): JsonObject => ({
  ...(node && { node: { ...node } }),
  ...(adminPort !== undefined && { admin: { address: socketAddress('127.0.0.1', adminPort) } }),
});

/** A bootstrap that holds everything: Envoy needs no server, and follows no change. */
export const bootstrap = (snapshot: EnvoySnapshot, options: BootstrapOptions = {}): JsonObject => ({
  ...commonBootstrap(options),
  static_resources: {
    listeners: [...snapshot.listeners.values()].map(({ body }) => staticListener(body, snapshot)),
    clusters: [...snapshot.clusters.values()].map(({ body }) => staticCluster(body, snapshot)),
  },
});
