import { createEngine, type Engine, type EngineOptions, type Finding, type Resource } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { printProblems } from '../problems/print-problems.ts';
import { hasErrors, type Problem, toProblem } from '../problems/problem.ts';
import { createProgress } from '../terminal/progress.ts';
import type { InputOptions } from './options.ts';
import { parseInput } from './parse-input.ts';
import { readManifests } from './read-files.ts';

/** Manifests, read and computed. */
export interface Manifests {
  readonly engine: Engine;
  /** By `Kind/namespace/name`. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** What concerns one object. */
  readonly objectProblems: readonly Problem[];
  /** Those and what concerns more than one: references, attachment, conflicts. */
  readonly problems: readonly Problem[];
}

export const engineOptions = ({ controllerName, allowLoopbackEndpoints }: InputOptions): EngineOptions => ({
  ...(controllerName !== undefined && { controllerName }),
  ...(allowLoopbackEndpoints && { allowLoopbackEndpoints }),
});

/**
 * What concerns more than one object, with the places in the files where the fields stand. An API server takes each
 * of these objects, so they are warnings here, however the engine weighs them for its status conditions.
 */
export const crossProblems = (engine: Engine, locate: (finding: Finding) => Finding): Problem[] =>
  engine.findings().map((finding) => ({ ...toProblem(locate(finding)), severity: 'warning' }));

/** Reads and computes what the `-f` arguments name; nothing that the files hold makes it throw. */
export async function loadManifests(context: Context, input: InputOptions): Promise<Manifests> {
  const progress = createProgress(context.io);
  const files = await readManifests(input.paths, context.io);
  progress.step(`reading ${files.length} files`);
  const parsed = parseInput(files, input.channel);
  progress.step(`computing ${parsed.resources.size} resources`);
  const resources = new Map([...parsed.resources].map(([key, { resource }]) => [key, resource]));
  const engine = createEngine(engineOptions(input));
  engine.apply([...resources.values()].map((resource) => ({ kind: 'upsert' as const, resource })));
  progress.done();
  const problems = [...parsed.problems, ...crossProblems(engine, parsed.locate)];
  return { engine, resources, objectProblems: parsed.problems, problems };
}

/** So many problems are printed beside an answer. */
const shownProblems = 20;

/** Prints the problems of an input whose answer stands already; errors among them make the exit status 1. */
export function reportProblems(context: Context, { problems }: Manifests): ExitStatus {
  printProblems(problems, context, shownProblems);
  return hasErrors(problems) ? 1 : 0;
}
