import type { Engine } from '@routeward/core';
import {
  mergeManifests,
  type Manifests as ParsedManifests,
  parseManifests,
  withPositions,
} from '@routeward/core/manifests';
import { type Problem, toProblem } from '../problems/problem.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Channel } from './options.ts';
import type { ManifestText } from './read-files.ts';

/** Reads the files as one set of manifests. */
export function parseInput(files: readonly ManifestText[], channel: Channel, progress?: Progress): ParsedManifests {
  const parts = files.map(({ file, text }, index) => {
    progress?.step(`reading file ${index + 1} of ${files.length}: ${file}`);
    return parseManifests(text, { file, channel });
  });
  return mergeManifests(parts);
}

/** What concerns one object. */
export const objectProblems = (parsed: ParsedManifests): Problem[] => parsed.findings.map(toProblem);

/**
 * What concerns more than one object, with the places in the files where the fields stand. An API server takes each
 * of these objects, so they are warnings here, however the engine weighs them for its status conditions.
 */
export const crossProblems = (engine: Engine, parsed: ParsedManifests): Problem[] =>
  withPositions(engine.findings(), parsed).map((finding) => ({ ...toProblem(finding), severity: 'warning' }));
