import { adsBootstrap, type DeliveryEvent, restBootstrap } from '@routeward/adapters-envoy/delivery';
import type { Finding } from '@routeward/core';
import { startAdmin } from '../admin/admin-server.ts';
import type { Context, ExitStatus } from '../context.ts';
import { type Fleet, startFleet } from '../envoy/fleet.ts';
import { fleetPages } from '../envoy/fleet-admin.ts';
import type { FleetFlags } from '../envoy/fleet-flags.ts';
import { plain } from '../explanation/decision-text.ts';
import type { InputOptions } from '../input/options.ts';
import { printProblems } from '../problems/print-problems.ts';
import { toProblem } from '../problems/problem.ts';
import { LiveManifests } from '../serve/live-manifests.ts';
import { watchManifests } from '../serve/watch-manifests.ts';
import { jsonText } from '../terminal/output.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { UsageError } from '../usage-error.ts';

/** Says what the person at the terminal should know of an event. */
function tell({ io, colours }: Context, event: DeliveryEvent): void {
  if (event.kind === 'connected') io.out(`${plain`Envoy ${event.node.id} (${event.node.cluster}) is connected`}\n`);
  if (event.kind === 'disconnected') io.out(`${plain`Envoy ${event.node.id} is gone`}\n`);
  if (event.kind === 'turned-away') {
    io.err(`${colours.err.yellow('turned away')}: ${plain`${event.node.id}: ${event.message}`}\n`);
  }
  if (event.kind === 'refused') {
    const { resource, path, message } = event.finding;
    io.err(`${colours.err.red('refused')}: ${plain`${event.node.id}: ${resource} ${path}: ${message}`}\n`);
  }
}

const warn = (findings: readonly Finding[], context: Context): void => printProblems(findings.map(toProblem), context);

/** Reads the manifests again and puts them in force; what can't be read leaves what is in force as it is. */
async function reload(context: Context, live: LiveManifests, fleet: Fleet): Promise<void> {
  const before = live.engine.configuration.version;
  try {
    const changes = await live.load();
    printProblems(live.problems, context);
    if (changes === 0) return;
    await fleet.update();
    warn(fleet.findings(), context);
    const { version } = live.engine.configuration;
    if (version !== before) context.io.out(`configuration ${version} is on its way\n`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { red } = context.colours.err;
    context.io.err(`${red('error')}: ${plain`${error.message}`}; what was in force stays\n`);
  }
}

function follow(context: Context, input: InputOptions, live: LiveManifests, fleet: Fleet): () => void {
  let work: Promise<void> = Promise.resolve();
  return watchManifests(input.paths, () => {
    work = work.then(() => reload(context, live, fleet));
  });
}

function printBootstrap({ io }: Context, { printBootstrap: variant, bind }: FleetFlags, fleet: Fleet): void {
  if (variant === undefined) return;
  const node = { id: 'envoy-1', cluster: 'envoys' };
  if (variant !== 'rest') {
    io.out(jsonText(adsBootstrap({ node, address: bind, port: fleet.xdsPort, variant })));
    return;
  }
  if (fleet.restPort === undefined) throw new UsageError('--print-bootstrap rest needs --xds-rest-port');
  io.out(jsonText(restBootstrap({ node, address: bind, port: fleet.restPort })));
}

/** Steers Envoys by the manifests until it is told to stop. */
export async function serveEnvoy(context: Context, input: InputOptions, flags: FleetFlags): Promise<ExitStatus> {
  const { io } = context;
  if (flags.watch && input.paths.includes('-')) throw new UsageError('standard input can not be watched');
  const stopped = untilStopped(io);
  const live = new LiveManifests(context, { ...input, ...flags }, flags.backend);
  await live.load();
  printProblems(live.problems, context);
  const fleet = await startFleet(live, flags, (event) => tell(context, event));
  warn(fleet.findings(), context);
  printBootstrap(context, flags, fleet);
  const discovery = flags.printBootstrap === undefined ? io.out : io.err;
  discovery(`gRPC discovery (ADS): ${flags.bind}:${fleet.xdsPort}\n`);
  if (fleet.restPort !== undefined) discovery(`REST discovery: http://${flags.bind}:${fleet.restPort}\n`);
  if (flags.xdsFolder !== undefined) discovery(`${plain`files: ${flags.xdsFolder}`}\n`);
  const admin = flags.admin === undefined ? undefined : await startAdmin(flags.admin, fleetPages(live, fleet));
  const adminAddress = admin?.address();
  if (typeof adminAddress === 'object' && adminAddress !== null) {
    discovery(`admin: http://127.0.0.1:${adminAddress.port}/\n`);
  }
  const unfollow = flags.watch ? follow(context, input, live, fleet) : () => {};
  await stopped;
  unfollow();
  admin?.close();
  admin?.closeAllConnections();
  await fleet.close();
  return 0;
}
