import type { EnvoyResource, EnvoySnapshot } from '@routeward/adapters-envoy';
import { typeUrls } from '@routeward/adapters-envoy';

/** A world in few words: what each route configuration sends traffic to, and what version each thing is of. */
export interface MadeWorld {
  /** Listener to its version; each has the route configuration of its name. */
  readonly listeners: Readonly<Record<string, number>>;
  /** Cluster to its version. */
  readonly clusters: Readonly<Record<string, number>>;
  /** Endpoints' version, for all clusters. */
  readonly endpoints: number;
  /** Route configuration to the clusters that it names. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
}

/** What a client takes offence at: a version that says so. */
export const poison = 666;

const made = new Map<string, EnvoyResource>();

/** The same content is the same object, as the translator keeps it. */
function resource(typeUrl: string, name: string, version: string, body: EnvoyResource['body']): EnvoyResource {
  const key = `${typeUrl} ${name} ${version}`;
  const known = made.get(key) ?? { typeUrl, name, version, body: { '@type': typeUrl, ...body } };
  made.set(key, known);
  return known;
}

const byName = (resources: readonly EnvoyResource[]): ReadonlyMap<string, EnvoyResource> =>
  new Map(resources.map((item) => [item.name, item]));

const listener = (name: string, version: number): EnvoyResource =>
  resource(typeUrls.listener, name, `${version}`, { name, stat_prefix: `v${version}`, metadata: {} });

const cluster = (name: string, version: number): EnvoyResource =>
  resource(typeUrls.cluster, name, `${version}`, {
    name,
    type: 'EDS',
    alt_stat_name: `v${version}`,
    eds_cluster_config: { service_name: name },
  });

const endpoints = (name: string, version: number): EnvoyResource =>
  resource(typeUrls.endpoints, name, `${version}`, {
    cluster_name: name,
    policy: { overprovisioning_factor: version },
  });

const routes = (name: string, clusters: readonly string[]): EnvoyResource =>
  resource(typeUrls.routes, name, clusters.join(' ') || 'none', {
    name,
    virtual_hosts: clusters.map((target) => ({
      name: target,
      domains: [target],
      routes: [{ match: { prefix: '/' }, route: { cluster: target } }],
    })),
  });

export function madeSnapshot(world: MadeWorld): EnvoySnapshot {
  const clusters = Object.entries(world.clusters);
  return {
    version: JSON.stringify(world),
    listeners: byName(Object.entries(world.listeners).map(([name, version]) => listener(name, version))),
    routes: byName(Object.entries(world.routes).map(([name, targets]) => routes(name, targets))),
    clusters: byName(clusters.map(([name, version]) => cluster(name, version))),
    endpoints: byName(clusters.map(([name]) => endpoints(name, world.endpoints))),
    secrets: new Map(),
    findings: [],
  };
}
