import { createEngine, type Engine, type Finding, type Resource, resourceKey } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';
import type { Context, ExitStatus } from '../context.ts';
import { printProblems } from '../problems/print-problems.ts';
import { hasErrors, type Problem, toProblem } from '../problems/problem.ts';
import { createProgress } from '../terminal/progress.ts';
import type { InputOptions } from './options.ts';
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

/** What an engine says about more than one object, with the places in the files where the fields stand. */
function engineProblems(engine: Engine, locate: (finding: Finding) => Finding): Problem[] {
  return engine.findings().map((finding) => toProblem(locate(finding)));
}

/** Reads and computes what the `-f` arguments name; nothing that the files hold makes it throw. */
export async function loadManifests(context: Context, input: InputOptions): Promise<Manifests> {
  const progress = createProgress(context.io);
  const files = await readManifests(input.paths, context.io);
  progress.step(`reading ${files.length} files`);
  const parsed = parseManifests(files, { channel: input.channel });
  progress.step(`computing ${parsed.resources.length} resources`);
  const engine = createEngine(input.controllerName === undefined ? {} : { controllerName: input.controllerName });
  engine.apply(parsed.resources.map((resource) => ({ kind: 'upsert' as const, resource })));
  progress.done();
  const objectProblems = parsed.findings.map(toProblem);
  return {
    engine,
    resources: new Map(parsed.resources.map((resource) => [resourceKey(resource), resource])),
    objectProblems,
    problems: [...objectProblems, ...engineProblems(engine, parsed.locate)],
  };
}

/** So many problems are printed beside an answer. */
const shownProblems = 20;

/** Prints the problems of an input whose answer stands already; errors among them make the exit status 1. */
export function reportProblems(context: Context, { problems }: Manifests): ExitStatus {
  printProblems(problems, context, shownProblems);
  return hasErrors(problems) ? 1 : 0;
}
