import type { Context, ExitStatus } from '../context.ts';
import { startExampleBackends } from '../demo/example-backends.ts';
import { exampleManifests } from '../demo/example-manifests.ts';
import { freePort } from '../demo/free-port.ts';
import { tryLines } from '../demo/try-lines.ts';
import { plain } from '../explanation/decision-text.ts';
import { LiveManifests } from '../serve/live-manifests.ts';
import { listenerTable, ruleTable } from '../serve/served-table.ts';
import { type Serving, startServing } from '../serve/serving.ts';
import { untilStopped } from '../terminal/until-stopped.ts';

const adminPort = 9090;

function sayTakenPorts({ io, colours }: Context, serving: Serving): void {
  for (const { gateway, port, wanted, bound } of serving.plane.listeners) {
    if (bound === wanted) continue;
    io.out(
      `${colours.out.yellow(`port ${wanted} is taken`)}: ${plain`${gateway}`} port ${port} is at ${bound} instead\n`,
    );
  }
}

function farewell(folder: string, adminAddress: string | undefined): string {
  const explained = encodeURIComponent('http://shop.example.com:8080/cart');
  return `
Why a request gets its answer:
  npx routeward explain -f ${folder} GET http://shop.example.com:8080/cart
  http://${adminAddress}/explain?method=GET&url=${explained}
The topology as a picture:
  npx routeward graph -f ${folder} -o svg > graph.svg
  http://${adminAddress}/graph
Metrics and the effective configuration:
  http://${adminAddress}/metrics
  http://${adminAddress}/configuration

Ctrl-C ends it.
`;
}

/** Serves the example manifests with three small backends and says what to try. */
export async function demo(context: Context): Promise<ExitStatus> {
  const { io, colours } = context;
  const stopped = untilStopped(io);
  const folder = exampleManifests();
  const live = new LiveManifests(context, { paths: [folder], channel: 'standard' }, []);
  await live.load();
  const backends = await startExampleBackends();
  const admin = (await freePort(adminPort, '127.0.0.1')) ?? 0;
  const places = { bind: '127.0.0.1', portOffset: 0, port: new Map<string, number>() };
  const serving = await startServing(context, live, {
    ...places,
    backend: backends.overrides,
    admin,
    onPortTaken: 'next',
  });
  sayTakenPorts(context, serving);
  if (admin !== adminPort)
    io.out(`${colours.out.yellow(`port ${adminPort} is taken`)}: the admin server is at ${admin} instead\n`);
  const { configuration } = live.engine;
  io.out(`${colours.out.bold(`Serving ${folder}`)}\n\n${listenerTable(configuration, serving.bound)}\n`);
  io.out(`${ruleTable(configuration)}\n${colours.out.bold('Try, from another terminal:')}\n`);
  io.out(tryLines(live, serving.bound, context));
  io.out(farewell(folder, serving.adminAddress));
  await stopped;
  await serving.close();
  await backends.close();
  io.out('\nended\n');
  return 0;
}
