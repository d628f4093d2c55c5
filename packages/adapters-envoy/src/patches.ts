import { digestOf } from './digest.ts';
import type { EnvoyResource, EnvoyResources, JsonObject } from './resource.ts';

/** The parts of a snapshot. */
export type SnapshotPart = 'listeners' | 'routes' | 'clusters' | 'endpoints' | 'secrets';

/** Changes resources before they are delivered: for what the configuration can't say. */
export interface ResourcePatch {
  /** Who wants this; kept at every resource that it changed. */
  readonly origin: string;
  /** The new body, or undefined to leave the resource as it is. The same resource must give the same body. */
  patch(resource: EnvoyResource, part: SnapshotPart): JsonObject | undefined;
}

function patchOne(resource: EnvoyResource, part: SnapshotPart, patch: ResourcePatch): EnvoyResource {
  const body = patch.patch(resource, part);
  if (body === undefined || body === resource.body) return resource;
  return { ...resource, body, version: digestOf(body), patchedBy: [...(resource.patchedBy ?? []), patch.origin] };
}

/** Applies patches, one after the other; a resource that was seen before gives what it gave then. */
export class Patcher {
  readonly #patches: readonly ResourcePatch[];
  readonly #known = new WeakMap<EnvoyResource, EnvoyResource>();
  readonly #maps = new WeakMap<EnvoyResources, EnvoyResources>();

  constructor(patches: readonly ResourcePatch[]) {
    this.#patches = patches;
  }

  apply(resources: EnvoyResources, part: SnapshotPart): EnvoyResources {
    if (this.#patches.length === 0) return resources;
    const found = this.#maps.get(resources);
    if (found) return found;
    const patched = new Map([...resources].map(([name, resource]) => [name, this.#resource(resource, part)]));
    this.#maps.set(resources, patched);
    return patched;
  }

  #resource(resource: EnvoyResource, part: SnapshotPart): EnvoyResource {
    const found = this.#known.get(resource);
    if (found) return found;
    const patched = this.#patches.reduce((current, patch) => patchOne(current, part, patch), resource);
    this.#known.set(resource, patched);
    return patched;
  }
}
