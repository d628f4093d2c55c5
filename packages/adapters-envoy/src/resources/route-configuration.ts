import type { VirtualHost } from '@routeward/core';
import { digestOfParts } from '../digest.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import type { PlannedHost } from './host-plan.ts';
import { toResource } from './resource-map.ts';
import { toRoutes } from './route.ts';

function virtualHost(hostname: string, chain: readonly VirtualHost[]): JsonObject {
  return {
    name: hostname,
    domains: [hostname],
    routes: chain.flatMap(({ rules }) => rules.flatMap(toRoutes)),
  };
}

/** Requests for a host of another TLS listener have to come again on a connection of their own (GEP-3567). */
const misdirected = (hostname: string): JsonObject => ({
  name: hostname,
  domains: [hostname],
  routes: [{ name: 'misdirected', match: { prefix: '/' }, direct_response: { status: 421 } }],
});

/** `foreign` are the hostnames of other TLS listeners on the port. */
export function routeConfiguration(
  name: string,
  hosts: readonly PlannedHost[],
  foreign: readonly string[] = [],
): EnvoyResource {
  const virtualHosts = [
    ...hosts.map(({ hostname, chain }) => virtualHost(hostname, chain)),
    ...foreign.map(misdirected),
  ];
  const own = { '@type': typeUrls.routes, name, ignore_port_in_host_matching: true };
  return toResource(typeUrls.routes, name, { ...own, virtual_hosts: virtualHosts }, digestOfParts(own, virtualHosts));
}
