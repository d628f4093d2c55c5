import { createDataPlane, type DataPlane, type DataPlaneOptions, type ProxyEvent } from '@routeward/adapters-node';
import type { EffectiveConfiguration } from '@routeward/core';
import { within } from './within.ts';

export interface RunningPlane {
  readonly plane: DataPlane;
  readonly port: number;
  readonly events: ProxyEvent[];
}

export type PlaneOptions = Omit<DataPlaneOptions, 'configuration' | 'portMap' | 'onEvent'>;

/** Serves a configuration on a free port while `run` runs; an internal error of the proxy fails the test. */
export async function withPlane(
  configuration: EffectiveConfiguration,
  options: PlaneOptions,
  run: (running: RunningPlane) => Promise<void>,
): Promise<void> {
  const events: ProxyEvent[] = [];
  const plane = createDataPlane({
    configuration,
    ...options,
    portMap: new Map([['80', 0]]),
    onEvent: (event) => events.push(event),
  });
  const [listener] = await plane.listen();
  if (listener === undefined) throw new Error('nothing is bound');
  try {
    await within(run({ plane, port: listener.bound, events }), 'the test', 20_000);
  } finally {
    await within(plane.close({ graceMs: 200 }), 'closing the data plane');
  }
  const internal = events.find((event) => event.kind === 'internal-error');
  if (internal !== undefined) throw new Error(`internal error: ${JSON.stringify(internal)}`);
}
