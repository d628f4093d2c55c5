import { digestOf } from '../digest.ts';
import type { EnvoyResource, EnvoyResources, JsonObject } from '../resource.ts';

/** `version` where it was computed from the digests of parts. */
export const toResource = (
  typeUrl: string,
  name: string,
  body: JsonObject,
  version: string = digestOf(body),
): EnvoyResource => ({ typeUrl, name, version, body });

const byName = (a: EnvoyResource, b: EnvoyResource): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Of resources with one name the first counts. */
export function toResources(resources: readonly EnvoyResource[]): EnvoyResources {
  const map = new Map<string, EnvoyResource>();
  for (const resource of [...resources].sort(byName)) if (!map.has(resource.name)) map.set(resource.name, resource);
  return map;
}
