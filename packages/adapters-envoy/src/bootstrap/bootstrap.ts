import type { EnvoyResource, EnvoyResources, EnvoySnapshot, JsonObject, JsonValue } from '../resource.ts';
import { type BootstrapOptions, commonBootstrap } from './common.ts';

export { type BootstrapOptions, commonBootstrap };

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyOf = ({ body }: EnvoyResource): JsonObject => {
  const { '@type': _, ...message } = body;
  return message;
};

const named = (resources: EnvoyResources, name: JsonValue | undefined): JsonObject => {
  const found = resources.get(String(name));
  return found ? bodyOf(found) : {};
};

/** Puts the routes in their place; a secret without a source is one of the bootstrap's own. */
function inline(value: JsonValue, snapshot: EnvoySnapshot): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => inline(item, snapshot));
  if (!isObject(value)) return value;
  const parts = Object.entries(value).flatMap(([key, part]): [string, JsonValue][] => {
    if (key === 'rds' && isObject(part)) {
      return [['route_config', named(snapshot.routes, part['route_config_name'])]];
    }
    return key === 'sds_config' ? [] : [[key, inline(part, snapshot)]];
  });
  return Object.fromEntries(parts);
}

/** Names of the secrets that a part of a listener refers to. */
function secretsOf(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsOf);
  if (!isObject(value)) return [];
  const own = 'sds_config' in value ? [String(value['name'])] : [];
  return [...own, ...Object.values(value).flatMap(secretsOf)];
}

/** A filter chain whose secret is not there can't serve, and Envoy would not start with it. */
function staticListener(listener: EnvoyResource, snapshot: EnvoySnapshot): JsonValue[] {
  const message = bodyOf(listener);
  const chains = message['filter_chains'];
  // One for datagrams has none.
  if (chains === undefined) return [inline(message, snapshot)];
  const usable = (Array.isArray(chains) ? chains : []).filter((chain: JsonValue) =>
    secretsOf(chain).every((name) => snapshot.secrets.has(name)),
  );
  return usable.length === 0 ? [] : [inline({ ...message, filter_chains: usable }, snapshot)];
}

/** One whose secret is not there can't be spoken to: what goes to it gets 500, as a cluster that is not there. */
function staticCluster(cluster: EnvoyResource, snapshot: EnvoySnapshot): JsonValue[] {
  const { eds_cluster_config: eds, ...message } = bodyOf(cluster);
  if (!secretsOf(message).every((name) => snapshot.secrets.has(name))) return [];
  if (eds === undefined) return [inline(message, snapshot)];
  const endpoints = { type: 'STATIC', load_assignment: named(snapshot.endpoints, cluster.name) };
  return [inline({ ...message, ...endpoints }, snapshot)];
}

/**
 * A bootstrap that holds everything: this Envoy needs no server and follows no change. With the snapshot's secrets,
 * key material included, so handle it as one.
 */
export const bootstrap = (snapshot: EnvoySnapshot, options: BootstrapOptions = {}): JsonObject => ({
  ...commonBootstrap(options),
  static_resources: {
    listeners: [...snapshot.listeners.values()].flatMap((listener) => staticListener(listener, snapshot)),
    clusters: [...snapshot.clusters.values()].flatMap((cluster) => staticCluster(cluster, snapshot)),
    ...(snapshot.secrets.size > 0 && { secrets: [...snapshot.secrets.values()].map(bodyOf) }),
  },
});
