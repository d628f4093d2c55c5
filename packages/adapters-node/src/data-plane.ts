import type { EffectiveConfiguration } from '@routeward/core';
import { Runtime } from './generation/runtime.ts';
import type { ProxyOptions } from './options.ts';
import { PortServer } from './server/port-server.ts';
import { type WantedPort, wantedPorts } from './server/wanted-ports.ts';

export interface DataPlaneOptions extends ProxyOptions {
  readonly configuration: EffectiveConfiguration;
  /** Address to bind; 127.0.0.1 unless set. */
  readonly bind?: string;
  /** Added to every listener's port; 0 unless set. */
  readonly portOffset?: number;
  /** Port to bind for a listener's port; keys are `80` or, for one Gateway, `namespace/name:80`. 0: any free port. */
  readonly portMap?: ReadonlyMap<string, number>;
  /** What to do where a port is taken: `next` (default) takes the next free one, `fail` reports the listener. */
  readonly onPortTaken?: 'next' | 'fail';
}

/** A port of a Gateway that is served. */
export interface BoundListener {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly port: number;
  readonly address: string;
  /** Differs from `wanted` where that one was taken. */
  readonly bound: number;
  readonly wanted: number;
}

/** All HTTP listeners of a configuration on one machine: one server for each port of each Gateway. */
export interface DataPlane {
  /** Binds what the configuration asks for; listeners that can't be bound are reported by `not-served` events. */
  listen(): Promise<readonly BoundListener[]>;
  /** Swaps the configuration at once, then opens and closes ports as it asks for. */
  update(configuration: EffectiveConfiguration): Promise<readonly BoundListener[]>;
  readonly listeners: readonly BoundListener[];
  /** Stops accepting, lets requests finish for `graceMs` (10000 unless set), then ends what is left. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** How many ports behind a taken one are tried. */
const portsToTry = 100;
const defaultGrace = 10_000;

class NodeDataPlane implements DataPlane {
  readonly #options: DataPlaneOptions;
  readonly #runtime: Runtime;
  readonly #servers = new Map<string, PortServer>();
  /** Changes of the set of ports happen one after another. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: DataPlaneOptions) {
    this.#options = options;
    this.#runtime = new Runtime(options.configuration, options);
  }

  get listeners(): readonly BoundListener[] {
    const address = this.#options.bind ?? '127.0.0.1';
    return [...this.#servers.values()].map(({ handler, bound, wanted }) => ({
      gateway: handler.gateway,
      port: handler.port,
      address,
      bound,
      wanted,
    }));
  }

  listen(): Promise<readonly BoundListener[]> {
    return this.#synchronise();
  }

  update(configuration: EffectiveConfiguration): Promise<readonly BoundListener[]> {
    this.#runtime.update(configuration);
    return this.#synchronise();
  }

  async close(options: { readonly graceMs?: number } = {}): Promise<void> {
    await this.#work;
    const grace = options.graceMs ?? defaultGrace;
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(servers.map((server) => server.close(grace)));
    this.#runtime.close();
  }

  async #synchronise(): Promise<readonly BoundListener[]> {
    this.#work = this.#work.then(() => this.#openAndClose());
    await this.#work;
    return this.listeners;
  }

  async #openAndClose(): Promise<void> {
    const { ports, notServed } = wantedPorts(this.#runtime.generation.configuration);
    for (const refusal of notServed) this.#runtime.emit({ kind: 'not-served', ...refusal });
    const wanted = new Set(ports.map((port) => port.key));
    for (const [key, server] of this.#servers) {
      if (!wanted.has(key)) this.#closeServer(key, server);
    }
    for (const port of ports) if (!this.#servers.has(port.key)) await this.#open(port);
  }

  /** A port that goes away drains in the background: the new configuration does not wait for it. */
  #closeServer(key: string, server: PortServer): void {
    this.#servers.delete(key);
    const { gateway, port } = server.handler;
    void server.close(defaultGrace).then(() => this.#runtime.emit({ kind: 'closed', gateway, port }));
  }

  async #open({ key, gateway, port, listener }: WantedPort): Promise<void> {
    const { portMap, portOffset = 0, bind = '127.0.0.1', onPortTaken = 'next' } = this.#options;
    const first = portMap?.get(key) ?? portMap?.get(String(port)) ?? port + portOffset;
    const last = onPortTaken === 'next' && first !== 0 ? Math.min(first + portsToTry, 65535) : first;
    let failure = 'EADDRINUSE';
    for (let candidate = first; candidate <= last; candidate++) {
      const server = new PortServer(this.#runtime, gateway, port, first);
      const bound = await server.listen(candidate, bind);
      if (typeof bound === 'number') {
        this.#servers.set(key, server);
        this.#runtime.emit({ kind: 'listening', gateway, port, wanted: first, bound });
        return;
      }
      failure = bound;
      if (bound !== 'EADDRINUSE') break;
    }
    this.#runtime.emit({ kind: 'not-served', gateway, port, listener, detail: `port ${first}: ${failure}` });
  }
}

/** Serves every HTTP listener of a configuration. Listeners with TLS, TCP or UDP are reported as not served. */
export const createDataPlane = (options: DataPlaneOptions): DataPlane => new NodeDataPlane(options);
