import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Comparison } from '../measure/compare.ts';
import type { CompileTime } from '../measure/compile.ts';
import type { OneChange } from '../measure/one-change.ts';
import type { Scale } from '../measure/scale.ts';

export interface Failure {
  readonly set: string;
  readonly contestant: string;
  readonly reason: string;
}

/** Of the machine over the last minute, before and after: above 1, which the run itself is, others were at work. */
export interface Load {
  readonly before: number;
  readonly after: number;
}

/** Everything that one run measured, as it is written to `records/`. */
export interface BenchRecord {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  readonly load: Load;
  /** While the comparisons were made, which may have been before the rest. */
  readonly comparisonsLoad: Load;
  readonly smoke: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
  readonly failures: readonly Failure[];
  readonly scale: readonly Scale[];
  readonly compile: readonly CompileTime[];
  readonly oneChange: readonly OneChange[];
}

const manifestOf = (name: string): URL => new URL(`../../node_modules/${name}/package.json`, import.meta.url);

export function versionsOf(packages: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    packages.map((name) => [name, String(JSON.parse(readFileSync(manifestOf(name), 'utf8')).version)]),
  );
}

export const cpuName = (): string => cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown';
