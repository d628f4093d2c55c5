import type { Context, ExitStatus } from '../context.ts';
import { plain } from '../explanation/decision-text.ts';
import type { InputOptions } from '../input/options.ts';
import { printProblems } from '../problems/print-problems.ts';
import type { ServeFlags } from '../serve/flags.ts';
import { LiveManifests } from '../serve/live-manifests.ts';
import { listenerTable } from '../serve/served-table.ts';
import { type Serving, startServing } from '../serve/serving.ts';
import { watchManifests } from '../serve/watch-manifests.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { UsageError } from '../usage-error.ts';

/** Reads the manifests again and puts them in force; what can't be read leaves what is in force as it is. */
async function reload(context: Context, live: LiveManifests, serving: Serving): Promise<void> {
  const { io } = context;
  const before = live.engine.configuration.version;
  try {
    const changes = await live.load();
    printProblems(live.problems, context);
    if (changes === 0) return;
    await serving.update();
    const { version } = live.engine.configuration;
    if (version !== before) io.out(`configuration ${version} is in force\n`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${context.colours.err.red('error')}: ${plain`${error.message}`}; what was in force stays\n`);
  }
}

/** Calls `reload` after each change, one at a time. */
function follow(context: Context, input: InputOptions, live: LiveManifests, serving: Serving): () => void {
  let work: Promise<void> = Promise.resolve();
  return watchManifests(input.paths, () => {
    work = work.then(() => reload(context, live, serving));
  });
}

/** Serves the manifests until it is told to stop. */
export async function serve(context: Context, input: InputOptions, flags: ServeFlags): Promise<ExitStatus> {
  const { io } = context;
  if (flags.watch && input.paths.includes('-')) throw new UsageError('standard input can not be watched');
  const stopped = untilStopped(io);
  const live = new LiveManifests(context, { ...input, ...flags }, flags.backend);
  await live.load();
  printProblems(live.problems, context);
  const serving = await startServing(context, live, { ...flags, onPortTaken: 'fail' });
  if (serving.plane.listeners.length === 0 && !flags.watch) {
    await serving.close();
    io.err('no listener could be opened\n');
    return 1;
  }
  io.out(listenerTable(live.engine.configuration, serving.bound));
  if (serving.adminAddress !== undefined) io.out(`admin: http://${serving.adminAddress}/\n`);
  const unfollow = flags.watch ? follow(context, input, live, serving) : () => {};
  await stopped;
  io.err('stopping when requests in flight are done; once more ends at once\n');
  unfollow();
  await serving.close();
  return 0;
}
