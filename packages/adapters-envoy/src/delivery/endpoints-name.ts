import type { EnvoyResource } from '../resource.ts';

/** The name that a cluster's endpoints are asked for by. */
export function endpointsName({ name, body }: EnvoyResource): string {
  const eds = body['eds_cluster_config'];
  const service = typeof eds === 'object' && eds !== null && 'service_name' in eds ? eds['service_name'] : undefined;
  return typeof service === 'string' ? service : name;
}
