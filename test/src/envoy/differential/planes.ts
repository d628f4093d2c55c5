import { bootstrap, translate } from '@routeward/adapters-envoy';
import { createDataPlane, type DataPlane } from '@routeward/adapters-node';
import type { EffectiveConfiguration, EffectiveRule } from '@routeward/core';
import type { EchoBackends } from '../support/echo-backends.ts';
import { EnvoyProcess } from '../support/envoy-process.ts';

export type PlaneName = 'node' | 'envoy';
export const planeNames: readonly PlaneName[] = ['node', 'envoy'];

/** One configuration served by both data planes, on ports of the system's choice. */
export interface RunningPlanes {
  /** Where a plane serves a Gateway's port (`namespace/name/80`); undefined where it does not. */
  port(plane: PlaneName, listener: string): number | undefined;
  close(): Promise<void>;
}

/** On a busy machine a try of half a second may run out of time; that is not what is compared. */
const unhurried = ({ settings, ...rule }: EffectiveRule): EffectiveRule => {
  const { timeouts } = settings;
  if (!timeouts) return { ...rule, settings };
  const longer = Object.fromEntries(Object.entries(timeouts).map(([name, time]) => [name, time * 100]));
  return { ...rule, settings: { ...settings, timeouts: longer } };
};

/** What is compared: listeners without TLS, for certificates are another matter, and rules that have time. */
export const comparable = (configuration: EffectiveConfiguration): EffectiveConfiguration => ({
  ...configuration,
  gateways: configuration.gateways.map((gateway) => ({
    ...gateway,
    listeners: gateway.listeners
      .filter(({ protocol }) => protocol === 'HTTP')
      .map((listener) => ({
        ...listener,
        virtualHosts: listener.virtualHosts.map((host) => ({ ...host, rules: host.rules.map(unhurried) })),
      })),
  })),
});

/** Every backend that has an endpoint is served by an echo backend; those without stay without. */
async function addresses(configuration: EffectiveConfiguration, echo: EchoBackends) {
  const found = new Map<string, { address: string; port: number }[]>();
  for (const { ref, endpoints, protocol } of configuration.backends) {
    if (endpoints.length === 0) continue;
    const key = `${ref.namespace}/${ref.name}:${ref.port}`;
    found.set(key, [
      {
        address: '127.0.0.1',
        port: await echo.port(key, protocol === 'h2c' || protocol === 'grpc' ? 'http2' : 'http1'),
      },
    ]);
  }
  return found;
}

const anyPort = (configuration: EffectiveConfiguration): Map<string, number> =>
  new Map(configuration.gateways.flatMap(({ listeners }) => listeners.map(({ port }) => [String(port), 0])));

async function nodePorts(plane: DataPlane): Promise<Map<string, number>> {
  const bound = await plane.listen();
  return new Map(bound.map(({ gateway, port, bound: at }) => [`${gateway}/${port}`, at]));
}

export async function startPlanes(
  configuration: EffectiveConfiguration,
  binary: string,
  echo: EchoBackends,
): Promise<RunningPlanes> {
  const backends = await addresses(configuration, echo);
  const portMap = anyPort(configuration);
  const snapshot = translate(configuration, { bind: '127.0.0.1', portMap, backends });
  const envoy = await EnvoyProcess.start(binary, bootstrap(snapshot));
  const plane = createDataPlane({ configuration, portMap, backends });
  const ports = { node: await nodePorts(plane), envoy: await envoy.ports() };
  return {
    port: (name, listener) => ports[name].get(listener),
    close: async () => {
      await plane.close({ graceMs: 0 });
      await envoy.stop();
    },
  };
}
