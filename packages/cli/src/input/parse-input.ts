import { type Finding, type Resource, resourceKey } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';
import { type Problem, toProblem } from '../problems/problem.ts';
import type { Channel } from './options.ts';
import type { ManifestText } from './read-files.ts';

/** Manifests, read. */
export interface ParsedInput {
  /** By `Kind/namespace/name`. */
  readonly resources: ReadonlyMap<string, { readonly resource: Resource; readonly file: string }>;
  /** What concerns one object. */
  readonly problems: readonly Problem[];
  /** Gives a finding of the engine its place in the files. */
  readonly locate: (finding: Finding) => Finding;
}

export function parseInput(files: readonly ManifestText[], channel: Channel): ParsedInput {
  const parsed = parseManifests(files, { channel });
  return {
    resources: new Map(parsed.resources.map((resource) => [resourceKey(resource), { resource, file: '' }])),
    problems: parsed.findings.map(toProblem),
    locate: parsed.locate,
  };
}
