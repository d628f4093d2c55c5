import type { Context, ExitStatus } from '../context.ts';
import { changesText } from '../diff/changes-text.ts';
import { compareManifests } from '../diff/compare.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { jsonText } from '../terminal/output.ts';
import { UsageError } from '../usage-error.ts';

export interface DiffOptions {
  /** 1 where anything differs, as `git diff --exit-code` does. */
  readonly exitCode: boolean;
  readonly output: 'text' | 'json';
}

/** Says what a change of manifests does to requests, policies and status. */
export async function diff(
  context: Context,
  from: InputOptions,
  to: InputOptions,
  options: DiffOptions,
): Promise<ExitStatus> {
  if (from.paths.includes('-') && to.paths.includes('-')) {
    throw new UsageError('only one of -f and --to can read standard input');
  }
  const before = await loadManifests(context, from);
  const after = await loadManifests(context, to);
  const changes = compareManifests(before, after);
  const { io, colours } = context;
  io.out(options.output === 'json' ? jsonText(changes) : changesText(changes, colours.out));
  const status = Math.max(reportProblems(context, before), reportProblems(context, after));
  return status === 1 || (options.exitCode && !changes.same) ? 1 : 0;
}
