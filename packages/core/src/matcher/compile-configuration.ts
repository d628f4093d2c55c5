import type { EffectiveConfiguration, EffectiveGateway, EffectiveListener } from '../ir/configuration.ts';
import { compareText } from '../text/compare-text.ts';
import { compilePort } from './compile-port.ts';
import type { ConfigurationMatcher, PortMatcher } from './request.ts';

type Ports = ReadonlyMap<number, PortMatcher>;

function listenersByPort(gateway: EffectiveGateway): Map<number, EffectiveListener[]> {
  const byPort = new Map<number, EffectiveListener[]>();
  for (const listener of gateway.listeners) {
    if (listener.protocol !== 'HTTP' && listener.protocol !== 'HTTPS') continue;
    const known = byPort.get(listener.port);
    if (known) known.push(listener);
    else byPort.set(listener.port, [listener]);
  }
  return byPort;
}

const sameListeners = (a: readonly EffectiveListener[], b: readonly EffectiveListener[]): boolean =>
  a.length === b.length && a.every((listener, index) => listener === b[index]);

function compilePorts(gateway: EffectiveGateway, name: string, previous: ConfigurationMatcher | undefined): Ports {
  const ports = new Map<number, PortMatcher>();
  for (const [port, listeners] of listenersByPort(gateway)) {
    const before = previous?.port(name, port);
    ports.set(port, before && sameListeners(before.listeners, listeners) ? before : compilePort(listeners, before));
  }
  return ports;
}

/**
 * Compiles all HTTP and HTTPS listeners, port by port. Frozen: a change makes a new matcher, which takes over the
 * tables of all that `previous` was compiled from too and costs little more than what changed.
 */
export function compileConfiguration(
  configuration: EffectiveConfiguration,
  previous?: ConfigurationMatcher,
): ConfigurationMatcher {
  const gateways = new Map<string, Ports>();
  const onPort = new Map<number, string[]>();
  for (const gateway of configuration.gateways) {
    const name = `${gateway.namespace}/${gateway.name}`;
    const ports = compilePorts(gateway, name, previous);
    gateways.set(name, ports);
    for (const port of ports.keys()) onPort.set(port, [...(onPort.get(port) ?? []), name]);
  }
  for (const names of onPort.values()) names.sort(compareText);
  return {
    version: configuration.version,
    port: (gateway, port) => gateways.get(gateway)?.get(port),
    gatewaysOn: (port) => onPort.get(port) ?? [],
  };
}
