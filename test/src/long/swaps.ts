import { Agent } from 'node:http';
import { createDataPlane, type ProxyEvent } from '@routeward/adapters-node';
import type { Filter } from '@routeward/core';
import { backend, configurationOf, type RuleSketch, virtualHost } from '../proxy/support/configuration.ts';
import { EchoBackend } from '../proxy/support/echo-backend.ts';
import { ask, echoOf } from '../proxy/support/http-client.ts';

/**
 * POST requests over keep-alive connections while the configuration is swapped: rules come and go, backends change.
 * POST, so that no client repeats what was lost. `node test/dist/long/swaps.js [requests] [swaps] [rules]`
 */
const [requests = 100_000, swaps = 200, rules = 1000] = process.argv.slice(2).map(Number);
const connections = 40;

function generation(number: number, backends: readonly EchoBackend[]) {
  const mark: Filter[] = [
    { kind: 'requestHeaders', changes: { set: [{ name: 'x-gen', value: String(number) }], add: [], remove: [] } },
    { kind: 'responseHeaders', changes: { set: [{ name: 'x-gen', value: String(number) }], add: [], remove: [] } },
  ];
  const others = Array.from(
    { length: rules + (number % 10) },
    (_, index): RuleSketch => ({ path: { kind: 'exact', value: `/other-${number}/${index}` } }),
  );
  // One endpoint leaves and comes back with each swap, so that its connections are closed under load.
  const ports = backends.filter((_one, index) => index !== number % backends.length).map((one) => one.port);
  return configurationOf([backend('echo', ports)], [virtualHost('*', [...others, { filters: mark }])]);
}

const backends = await Promise.all([EchoBackend.start('a'), EchoBackend.start('b'), EchoBackend.start('c')]);
const failures: ProxyEvent[] = [];
const plane = createDataPlane({
  configuration: generation(0, backends),
  portMap: new Map([['80', 0]]),
  onEvent: (event) => {
    if (event.kind === 'upstream-failure' || event.kind === 'internal-error') failures.push(event);
  },
});
const [listener] = await plane.listen();
const port = listener?.bound ?? 0;
const agent = new Agent({ keepAlive: true, maxSockets: connections });

let sent = 0;
let done = 0;
let failed = 0;
let mixed = 0;
let swapped = 0;
const swapTimes: number[] = [];
const started = performance.now();

async function one(number: number): Promise<void> {
  try {
    const answer = await ask(port, `/${number}`, { method: 'POST', body: `body ${number}`, agent });
    const seen = answer.status === 200 ? echoOf(answer) : undefined;
    if (seen?.body !== `body ${number}`) failed++;
    else if (seen.headers['x-gen'] !== answer.headers['x-gen']) mixed++;
  } catch {
    failed++;
  }
}

async function worker(): Promise<void> {
  while (sent < requests) {
    await one(sent++);
    done++;
    if (swapped >= swaps || done < ((swapped + 1) * requests) / (swaps + 1)) continue;
    const configuration = generation(++swapped, backends);
    const before = performance.now();
    const updated = plane.update(configuration);
    swapTimes.push(performance.now() - before);
    await updated;
  }
}

await Promise.all(Array.from({ length: connections }, worker));
const seconds = (performance.now() - started) / 1000;
const delivered = backends.reduce((sum, echo) => sum + echo.requests, 0);
swapTimes.sort((a, b) => a - b);
const at = (share: number): number => Number((swapTimes[Math.floor(swapTimes.length * share)] ?? 0).toFixed(2));
agent.destroy();
await plane.close({ graceMs: 1000 });
await Promise.all(backends.map((echo) => echo.close()));
console.log(
  JSON.stringify({
    requests,
    swaps: swapped,
    rules,
    failed,
    mixed,
    duplicates: delivered - requests,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(requests / seconds),
    swapMedianMs: at(0.5),
    swapP99Ms: at(0.99),
    upstreamFailures: failures.length,
  }),
);
process.exitCode = failed + mixed > 0 || delivered !== requests ? 1 : 0;
