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

/** What an API server refuses: findings about one object's own shape, of policies too, whose kinds the engine knows. */
const refusable: ReadonlySet<string> = new Set(['schema', 'list', 'cel']);

/**
 * What the engine found, with the places in the files where the fields stand. An API server takes objects that do not
 * fit together, so that is a warning here, however the engine weighs it for its status conditions.
 */
export const crossProblems = (engine: Engine, parsed: ParsedManifests): Problem[] =>
  withPositions(engine.findings(), parsed).map((finding) => ({
    ...toProblem(finding),
    severity: refusable.has(finding.rule) ? finding.severity : 'warning',
  }));
