import type { EnvoySnapshot } from '@routeward/adapters-envoy';
import { type AdsServer, adsBootstrap, createAdsServer, SnapshotStore } from '@routeward/adapters-envoy/delivery';
import { EnvoyProcess } from '../../envoy/support/envoy-process.ts';
import { NamedBackends } from './backends.ts';
import { DemoWorld } from './demo-world.ts';
import { Client, Load, until } from './load.ts';

const services = ['a', 'b', 'c', 'd'];
const host = 'shop.example.com';

export interface ChangesResult {
  readonly changes: number;
  readonly requests: number;
  readonly failures: readonly string[];
  readonly refusals: readonly string[];
  /** Milliseconds from each change to the first answer that shows it, sorted. */
  readonly delays: readonly number[];
}

/** Waits until every stream has answered for all it was told. */
async function untilSettled(server: AdsServer): Promise<void> {
  const end = performance.now() + 30_000;
  while (!server.nodes().every(({ isSettled }) => isSettled) || server.nodes().length === 0) {
    if (performance.now() > end) throw new Error('the Envoy never answered for everything');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Changes routes again and again while requests come in: another backend, so that a cluster comes and one goes, another
 * answer header. `restarts` is after how many changes the server is ended and started anew.
 */
export async function runChanges(
  binary: string,
  variant: 'delta' | 'sotw',
  count: number,
  restarts: number = Number.POSITIVE_INFINITY,
): Promise<ChangesResult> {
  const backends = await NamedBackends.start(services);
  const world = new DemoWorld(services);
  const translator = world.translator(backends.ports);
  const refusals: string[] = [];
  const at = (index: number): EnvoySnapshot => {
    const service = services[index % services.length] ?? 'a';
    return world.apply(translator, [
      world.route('shop', host, [{ prefix: '/', service, version: String(index) }]),
      world.route('other', 'other.example.com', [{ prefix: '/', service: services[(index * 3) % 4] ?? 'a' }]),
    ]);
  };
  const snapshots = new SnapshotStore();
  snapshots.set(at(0));
  const open = (): AdsServer =>
    createAdsServer({
      snapshots,
      removalDelay: 50,
      onEvent: (event) => {
        if (event.kind === 'refused') refusals.push(event.message);
      },
    });
  let server = open();
  const port = await server.listen(0);
  const node = { id: 'one', cluster: 'fleet' };
  const envoy = await EnvoyProcess.start(binary, adsBootstrap({ node, address: '127.0.0.1', port, variant }));
  const delays: number[] = [];
  let client: Client | undefined;
  let load: Load | undefined;
  try {
    await untilSettled(server);
    client = new Client((await envoy.ports()).get('app/web/80') ?? 0);
    const current = client;
    await until(
      () => current.ask(host, '/'),
      ({ status }) => status === 200,
    );
    load = new Load(current, host, '/', ({ status, body }) => status === 200 && services.includes(body));
    for (let index = 1; index <= count; index += 1) {
      const isRestart = index % restarts === 0;
      if (isRestart) await server.close();
      const start = performance.now();
      snapshots.set(at(index));
      if (isRestart) {
        server = open();
        await server.listen(port);
      }
      const version = String(index);
      await until(
        () => current.ask(host, '/'),
        (answer) => answer.version === version,
      );
      if (!isRestart) delays.push(performance.now() - start);
    }
    await untilSettled(server);
  } finally {
    await load?.stop();
    client?.close();
    await envoy.stop();
    await server.close();
    backends.close();
  }
  delays.sort((a, b) => a - b);
  return { changes: count, requests: load.count, failures: load.failures, refusals, delays };
}
