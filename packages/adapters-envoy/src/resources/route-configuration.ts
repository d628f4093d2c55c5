import { digestOf, digestOfList } from '../digest.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { respond } from './local-reply.ts';
import { toResource } from './resource-map.ts';
import type { HostRoutes } from './virtual-host.ts';

/** Requests for a host of another TLS listener have to come again on a connection of their own (GEP-3567). */
export function misdirected(hostname: string): HostRoutes {
  const body = {
    name: hostname,
    domains: [hostname],
    routes: [{ name: 'misdirected', match: { prefix: '/' }, ...respond(421) }],
  };
  return { body, digest: digestOf(body), findings: [], filters: [], resources: [] };
}

const own = (name: string): JsonObject => ({
  '@type': typeUrls.routes,
  name,
  ignore_port_in_host_matching: true,
  // The cluster of an invalid backend is not there on purpose.
  validate_clusters: false,
  // Envoy's own note on where a client is.
  request_headers_to_remove: ['x-envoy-external-address'],
});

export function routeConfiguration(name: string, hosts: readonly HostRoutes[]): EnvoyResource {
  const fields = own(name);
  const version = digestOfList(digestOf(fields), hosts, ({ digest }) => digest);
  return toResource(typeUrls.routes, name, { ...fields, virtual_hosts: hosts.map(({ body }) => body) }, version);
}
