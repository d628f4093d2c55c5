import { createEngine, type Engine, type EngineOptions, type Finding, type Resource } from '@routeward/core';
import { withPositions } from '@routeward/core/manifests';
import type { Context, ExitStatus } from '../context.ts';
import { printProblems } from '../problems/print-problems.ts';
import { hasErrors, type Problem, toProblem } from '../problems/problem.ts';
import { createProgress } from '../terminal/progress.ts';
import type { InputOptions } from './options.ts';
import { crossProblems, objectProblems, parseInput } from './parse-input.ts';
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
  /** Findings of others about these resources, with the places in the files where the fields stand. */
  readonly locate: (findings: readonly Finding[]) => readonly Problem[];
}

export const engineOptions = ({ controllerName, allowLoopbackEndpoints, policyMode }: InputOptions): EngineOptions => ({
  ...(controllerName !== undefined && { controllerName }),
  ...(allowLoopbackEndpoints && { allowLoopbackEndpoints }),
  ...(policyMode && { policyMode }),
});

/** Reads and computes what the `-f` arguments name; nothing that the files hold makes it throw. */
export async function loadManifests(context: Context, input: InputOptions): Promise<Manifests> {
  const progress = createProgress(context.io);
  const parsed = parseInput(await readManifests(input.paths, context.io), input.channel, progress);
  progress.step(`computing ${parsed.resources.length} resources`);
  const engine = createEngine(engineOptions(input));
  engine.apply(parsed.resources.map(({ resource }) => ({ kind: 'upsert', resource })));
  const found = objectProblems(parsed);
  const problems = [...found, ...crossProblems(engine, parsed)];
  progress.done();
  const resources = new Map(parsed.resources.map(({ key, resource }) => [key, resource]));
  const locate = (findings: readonly Finding[]): Problem[] => withPositions(findings, parsed).map(toProblem);
  return { engine, resources, objectProblems: found, problems, locate };
}

/** So many problems are printed beside an answer. */
const shownProblems = 20;

/** Prints the problems of an input whose answer stands already; errors among them make the exit status 1. */
export function reportProblems(context: Context, { problems }: Manifests): ExitStatus {
  printProblems(problems, context, shownProblems);
  return hasErrors(problems) ? 1 : 0;
}
