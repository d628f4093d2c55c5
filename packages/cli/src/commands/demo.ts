import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileConfiguration, decide } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { answerLines, curlLine } from '../demo/curl-lines.ts';
import { type EchoBackend, startEcho } from '../demo/echo-backend.ts';
import { freePort } from '../demo/free-port.ts';
import { demoRequests } from '../demo/sample-requests.ts';
import { plain } from '../explanation/decision-text.ts';
import { LiveManifests } from '../serve/live-manifests.ts';
import { listenerTable, ruleTable } from '../serve/served-table.ts';
import { type Serving, startServing } from '../serve/serving.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { UsageError } from '../usage-error.ts';

const services = ['shop/cart-v1', 'shop/cart-v2', 'pay/payments'];
const adminPort = 9090;

/** The example manifests of the checkout that the command runs in, or that it was built in. */
function exampleManifests(): string {
  const own = relative(process.cwd(), fileURLToPath(new URL('../../../../examples/manifests', import.meta.url)));
  const found = [join('examples', 'manifests'), own].find((folder) => existsSync(folder));
  if (found === undefined)
    throw new UsageError("the demo needs the project's checkout: examples/manifests is not there");
  return found;
}

function sayTakenPorts({ io, colours }: Context, serving: Serving): void {
  for (const { gateway, port, wanted, bound } of serving.plane.listeners) {
    if (bound === wanted) continue;
    io.out(
      `${colours.out.yellow(`port ${wanted} is taken`)}: ${plain`${gateway}`} port ${port} is at ${bound} instead\n`,
    );
  }
}

/** Each request as a command line, with the answer that the engine decides. */
function tryLines(live: LiveManifests, serving: Serving, context: Context): string {
  const matcher = compileConfiguration(live.engine.configuration);
  return demoRequests
    .flatMap(({ shows, request }) => {
      const port = serving.bound(request.gateway, request.port)?.split(':').at(-1);
      const result = decide(matcher, request);
      if (port === undefined || result.kind === 'ambiguous') return [];
      const answers = answerLines(result.decision, request).map((answer) => `    → ${answer}\n`);
      return [`\n  ${context.colours.out.dim(`# ${shows}`)}\n`, `  ${curlLine(request, Number(port))}\n`, ...answers];
    })
    .join('');
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
  const echoes: EchoBackend[] = await Promise.all(services.map(startEcho));
  const backend = echoes.map(({ service, port }) => {
    const [namespace = '', name = ''] = service.split('/');
    return { namespace, name, port: 80, target: { address: '127.0.0.1', port } };
  });
  const admin = (await freePort(adminPort, '127.0.0.1')) ?? 0;
  const places = { bind: '127.0.0.1', portOffset: 0, port: new Map<string, number>() };
  const serving = await startServing(context, live, { ...places, backend, admin, onPortTaken: 'next' });
  sayTakenPorts(context, serving);
  if (admin !== adminPort)
    io.out(`${colours.out.yellow(`port ${adminPort} is taken`)}: the admin server is at ${admin} instead\n`);
  const { configuration } = live.engine;
  io.out(`${colours.out.bold(`Serving ${folder}`)}\n\n${listenerTable(configuration, serving.bound)}\n`);
  io.out(`${ruleTable(configuration)}\n${colours.out.bold('Try, from another terminal:')}\n`);
  io.out(tryLines(live, serving, context));
  io.out(farewell(folder, serving.adminAddress));
  await stopped;
  await serving.close();
  await Promise.all(echoes.map((echo) => echo.close()));
  io.out('\nended\n');
  return 0;
}
