import type { Finding } from '@routeward/core';
import { digestOf } from '../digest.ts';
import type { EnvoyResource, EnvoyResources } from '../resource.ts';
import { patchResource } from './patch-resource.ts';
import type { ResourcePatch, SnapshotPart } from './resource-patch.ts';

/** What became of resources, and of patches by their place. */
interface Outcome<T> {
  readonly result: T;
  readonly found: ReadonlySet<number>;
  readonly problems: ReadonlyMap<number, string>;
}

/** Applies patches, one after the other; a resource that was seen before gives what it gave then. */
export class Patcher {
  readonly #patches: readonly ResourcePatch[];
  readonly #known = new WeakMap<EnvoyResource, Outcome<EnvoyResource>>();
  readonly #maps = new WeakMap<EnvoyResources, Outcome<EnvoyResources>>();
  /** Of the last run, by part. */
  readonly #last = new Map<SnapshotPart, Outcome<EnvoyResources>>();

  constructor(patches: readonly ResourcePatch[]) {
    this.#patches = patches;
  }

  apply(resources: EnvoyResources, part: SnapshotPart): EnvoyResources {
    if (this.#patches.length === 0) return resources;
    const outcome = this.#maps.get(resources) ?? this.#patchAll(resources, part);
    this.#maps.set(resources, outcome);
    this.#last.set(part, outcome);
    return outcome.result;
  }

  /** Patches that could not be carried out, or that are for nothing that there is. */
  findings(): Finding[] {
    const outcomes = [...this.#last.values()];
    return this.#patches.flatMap(({ origin }, index): Finding[] => {
      const own = { rule: 'value', resource: origin, path: `patches[${index}]` } as const;
      const problem = outcomes.map(({ problems }) => problems.get(index)).find((found) => found !== undefined);
      if (problem !== undefined) return [{ ...own, severity: 'error', message: `the patch is left out: ${problem}` }];
      if (outcomes.some(({ found }) => found.has(index))) return [];
      return [{ ...own, severity: 'warning', message: 'nothing is there for the patch' }];
    });
  }

  #patchAll(resources: EnvoyResources, part: SnapshotPart): Outcome<EnvoyResources> {
    const found = new Set<number>();
    const problems = new Map<number, string>();
    const patched = [...resources].map(([name, resource]): [string, EnvoyResource] => {
      const outcome = this.#resource(resource, part);
      for (const index of outcome.found) found.add(index);
      for (const [index, problem] of outcome.problems) problems.set(index, problem);
      return [name, outcome.result];
    });
    return { result: new Map(patched), found, problems };
  }

  #resource(resource: EnvoyResource, part: SnapshotPart): Outcome<EnvoyResource> {
    const known = this.#known.get(resource);
    if (known) return known;
    const found = new Set<number>();
    const problems = new Map<number, string>();
    let result = resource;
    for (const [index, patch] of this.#patches.entries()) {
      const patched = patchResource(patch, result, part);
      if (patched.found) found.add(index);
      if (patched.problem !== undefined) problems.set(index, patched.problem);
      if (patched.message !== result.body) {
        const patchedBy = [...new Set([...(result.patchedBy ?? []), patch.origin])];
        result = { ...result, body: patched.message, patchedBy };
      }
    }
    const outcome = {
      result: result === resource ? resource : { ...result, version: digestOf(result.body) },
      found,
      problems,
    };
    this.#known.set(resource, outcome);
    return outcome;
  }
}
