import type { EffectiveConfiguration } from '@routeward/core';

/** A port that must be bound. */
export interface WantedPort {
  /** `namespace/name:port`. */
  readonly key: string;
  readonly gateway: string;
  readonly port: number;
  /** The first listener on it. */
  readonly listener: string;
}

export interface NotServed {
  readonly gateway: string;
  readonly port: number;
  readonly listener: string;
  readonly detail: string;
}

/** The ports that a configuration asks for, and the listeners that this data plane does not serve. */
export function wantedPorts(configuration: EffectiveConfiguration): { ports: WantedPort[]; notServed: NotServed[] } {
  const ports = new Map<string, WantedPort>();
  const notServed: NotServed[] = [];
  for (const { namespace, name, listeners } of configuration.gateways) {
    const gateway = `${namespace}/${name}`;
    for (const listener of listeners) {
      const { port, protocol } = listener;
      const place = { gateway, port, listener: listener.name };
      const key = `${gateway}:${port}`;
      if (protocol !== 'HTTP') notServed.push({ ...place, detail: `${protocol} listeners are not served yet` });
      else if (!ports.has(key)) ports.set(key, { key, ...place });
    }
  }
  return { ports: [...ports.values()], notServed };
}
