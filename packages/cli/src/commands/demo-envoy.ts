import { adsBootstrap } from '@routeward/adapters-envoy/delivery';
import type { EffectiveConfiguration } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { startEnvoyChild } from '../demo/envoy-child.ts';
import { startExampleBackends } from '../demo/example-backends.ts';
import { exampleManifests } from '../demo/example-manifests.ts';
import { freePort } from '../demo/free-port.ts';
import { tryLines } from '../demo/try-lines.ts';
import { startFleet } from '../envoy/fleet.ts';
import { plain } from '../explanation/decision-text.ts';
import { LiveManifests } from '../serve/live-manifests.ts';
import { type BoundAddress, listenerTable, ruleTable } from '../serve/served-table.ts';
import { watchManifests } from '../serve/watch-manifests.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { UsageError } from '../usage-error.ts';

const address = '127.0.0.1';
const envoyAdminPort = 9901;

/** A free port for each port of each Gateway, the listener's own where it is free. */
async function choosePorts({ gateways }: EffectiveConfiguration): Promise<Map<string, number>> {
  const chosen = new Map<string, number>();
  for (const { namespace, name, listeners } of gateways) {
    for (const { port } of listeners) {
      const key = `${namespace}/${name}:${port}`;
      if (chosen.has(key)) continue;
      const taken = new Set(chosen.values());
      let free = await freePort(port, address);
      while (free !== undefined && taken.has(free)) free = await freePort(free + 1, address);
      if (free === undefined) throw new UsageError(`no port is free for listener port ${port}`);
      chosen.set(key, free);
    }
  }
  return chosen;
}

function farewell(folder: string, adminPort: number): string {
  return `
Why a request gets its answer:
  npx routeward explain -f ${folder} GET http://shop.example.com:8080/cart
What the Envoy is told:
  npx routeward envoy -f ${folder} -o resources
What the Envoy says of itself:
  http://${address}:${adminPort}/config_dump

Change a file in ${folder} while this runs: the Envoy follows.
Ctrl-C ends it.
`;
}

/** Resolves when each port answers, or rejects when the Envoy has ended before. */
async function untilOpen(ports: Iterable<number>, ended: Promise<void>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (const port of ports) {
    while ((await freePort(port, address)) === port) {
      if (isOver) throw new UsageError('the Envoy has ended before it served');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Serves the example manifests with a real Envoy and says what to try. */
export async function demoEnvoy(context: Context, binary: string): Promise<ExitStatus> {
  const { io, colours } = context;
  const stopped = untilStopped(io);
  const folder = exampleManifests();
  const live = new LiveManifests(context, { paths: [folder], channel: 'standard' }, []);
  await live.load();
  const { configuration } = live.engine;
  const backends = await startExampleBackends();
  const port = await choosePorts(configuration);
  const places = { bind: address, envoyBind: address, xdsPort: 0, portOffset: 0, port, envoyScopes: 0 };
  const flags = { ...places, backend: backends.overrides };
  const fleet = await startFleet(live, flags, (event) => {
    if (event.kind === 'refused') io.err(`${colours.err.red('refused')}: ${plain`${event.finding.message}`}\n`);
  });
  const adminPort = (await freePort(envoyAdminPort, address)) ?? 0;
  const node = { id: 'demo', cluster: 'demo' };
  const bootstrap = adsBootstrap({ node, address, port: fleet.xdsPort, adminPort });
  const envoy = startEnvoyChild(binary, bootstrap, io.err);
  await untilOpen(port.values(), envoy.ended);
  const bound: BoundAddress = (gateway, listenerPort) => `${address}:${port.get(`${gateway}:${listenerPort}`)}`;
  io.out(`${colours.out.bold(`An Envoy serves ${folder}`)}\n\n${listenerTable(configuration, bound)}\n`);
  io.out(`${ruleTable(configuration)}\n${colours.out.bold('Try, from another terminal:')}\n`);
  io.out(tryLines(live, bound, context));
  io.out(farewell(folder, adminPort));
  const unfollow = watchManifests([folder], () => {
    void live.load().then(() => fleet.update());
  });
  await Promise.race([stopped, envoy.ended]);
  unfollow();
  await envoy.stop();
  await fleet.close();
  await backends.close();
  io.out('\nended\n');
  return 0;
}
