import { createEngine, type Engine, type ResourceChange } from '@routeward/core';
import type { LocatedResource } from '@routeward/core/manifests';
import type { Context } from '../context.ts';
import { sameJson } from '../diff/same-json.ts';
import { engineOptions } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { crossProblems, objectProblems, parseInput } from '../input/parse-input.ts';
import { readManifests } from '../input/read-files.ts';
import type { Problem } from '../problems/problem.ts';
import { declaredServices } from './declared-services.ts';
import type { BackendOverride } from './flags.ts';

/**
 * The engine behind a running proxy, kept up to date with its manifests. An object that becomes invalid stays as it
 * was, as it would in a cluster, whose API server refuses such a change; so do the objects of a file that can't be
 * read.
 */
export class LiveManifests {
  readonly engine: Engine;
  readonly #context: Context;
  readonly #input: InputOptions;
  readonly #overrides: readonly BackendOverride[];
  #current: ReadonlyMap<string, LocatedResource> = new Map();
  #problems: readonly Problem[] = [];

  constructor(context: Context, input: InputOptions, overrides: readonly BackendOverride[]) {
    this.#context = context;
    this.#input = input;
    this.#overrides = overrides;
    this.engine = createEngine(engineOptions(input));
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Reads the manifests again and tells the engine what is not the same; gives the number of changes. */
  async load(): Promise<number> {
    const parsed = parseInput(await readManifests(this.#input.paths, this.#context.io), this.#input.channel);
    const found = objectProblems(parsed);
    const wanted = new Map(parsed.resources.map((located) => [located.key, located]));
    for (const [key, located] of this.#current) {
      if (!wanted.has(key) && isUnreadable(found, located)) wanted.set(key, located);
    }
    const changes: ResourceChange[] = [];
    for (const [key, { resource }] of wanted) {
      if (!sameJson(this.#current.get(key)?.resource, resource)) changes.push({ kind: 'upsert', resource });
    }
    for (const key of this.#current.keys()) if (!wanted.has(key)) changes.push({ kind: 'delete', key });
    this.engine.apply(changes);
    this.engine.apply(declaredServices(this.engine, this.#overrides));
    this.#current = wanted;
    this.#problems = [...found, ...crossProblems(this.engine, parsed)];
    return changes.length;
  }
}

/** True where an error in the input is why a resource is not there any more. */
const isUnreadable = (problems: readonly Problem[], { key, position }: LocatedResource): boolean =>
  problems.some(
    ({ severity, resource, rule, file }) =>
      severity === 'error' && (resource === key || (rule === 'syntax' && file === position.file)),
  );
