import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvoyResource, EnvoyResources, JsonObject } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { clustersFile } from './file-names.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toResource = (body: unknown): EnvoyResource[] =>
  isObject(body) && typeof body['name'] === 'string'
    ? [{ typeUrl: typeUrls.cluster, name: body['name'], version: '', body }]
    : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The clusters that an earlier run has put in a folder: an Envoy that runs sends traffic to them. */
export async function existingClusters(folder: string): Promise<EnvoyResources> {
  const value = parsed(await readFile(join(folder, clustersFile), 'utf8').catch(() => ''));
  const resources = isObject(value) && Array.isArray(value['resources']) ? value['resources'] : [];
  return new Map(resources.flatMap(toResource).map((resource) => [resource.name, resource]));
}
