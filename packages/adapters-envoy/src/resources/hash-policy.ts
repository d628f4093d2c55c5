import type { BackendSettings, HashSource } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';

function source(on: HashSource): JsonObject {
  switch (on.kind) {
    case 'header':
      return { header: { header_name: on.name.toLowerCase() } };
    case 'cookie':
      // With a lifetime Envoy sets the cookie where there is none; 0 is a session cookie.
      return { cookie: { name: on.name, ttl: duration(on.ttl ?? 0), path: on.path ?? '/' } };
    case 'query':
      return { query_parameter: { name: on.name } };
    case 'sourceAddress':
      return { connection_properties: { source_ip: true } };
  }
}

/** What a route says for a cluster that hashes: the first source that a request has ends the list. */
export function hashPolicy({ loadBalancing }: BackendSettings): readonly JsonObject[] {
  if (loadBalancing?.kind !== 'ringHash' && loadBalancing?.kind !== 'maglev') return [];
  return loadBalancing.on.map((on) => ({ ...source(on), terminal: true }));
}
