import type { EffectiveBackend, EffectiveConfiguration, EffectiveGateway, EffectiveListener } from '@routeward/core';
import { digestText } from './digest.ts';
import { portName } from './names.ts';
import { aggregated, type TranslateOptions } from './options.ts';
import type { EnvoyResource, EnvoySnapshot } from './resource.ts';
import { toCluster } from './resources/cluster.ts';
import { toClusterLoadAssignment } from './resources/cluster-load-assignment.ts';
import { planHosts } from './resources/host-plan.ts';
import { httpConnectionManager } from './resources/http-connection-manager.ts';
import { toListener } from './resources/listener.ts';
import { toResources } from './resources/resource-map.ts';
import { routeConfiguration } from './resources/route-configuration.ts';

/** Turns configurations into snapshots; objects that it has seen before give the resources of then. */
export interface Translator {
  translate(configuration: EffectiveConfiguration): EnvoySnapshot;
}

/** The listeners of one port of one Gateway. */
function byPort(listeners: readonly EffectiveListener[]): Map<number, EffectiveListener[]> {
  const ports = new Map<number, EffectiveListener[]>();
  for (const listener of listeners) {
    const known = ports.get(listener.port);
    if (known) known.push(listener);
    else ports.set(listener.port, [listener]);
  }
  return ports;
}

class ConfigurationTranslator implements Translator {
  readonly #options: TranslateOptions;

  constructor(options: TranslateOptions) {
    this.#options = options;
  }

  translate(configuration: EffectiveConfiguration): EnvoySnapshot {
    const { gateway: only } = this.#options;
    const gateways = configuration.gateways.filter(
      ({ namespace, name }) => only === undefined || only === `${namespace}/${name}`,
    );
    const ports = gateways.flatMap((gateway) => this.#ports(gateway));
    const listeners = toResources(ports.map(({ listener }) => listener));
    const routes = toResources(ports.map((port) => port.routes));
    const clusters = toResources(configuration.backends.map((backend) => this.#cluster(backend)));
    const endpoints = toResources(configuration.backends.map((backend) => this.#endpoints(backend)));
    const all = [listeners, routes, clusters, endpoints].flatMap((resources) => [...resources.values()]);
    const version = digestText(all.map((resource) => `${resource.name} ${resource.version}`).join('\n'));
    return { version, listeners, routes, clusters, endpoints, secrets: new Map(), findings: [] };
  }

  #cluster(backend: EffectiveBackend): EnvoyResource {
    return toCluster(backend, this.#options.configSource ?? aggregated);
  }

  #endpoints(backend: EffectiveBackend): EnvoyResource {
    const { namespace, name, port } = backend.ref;
    return toClusterLoadAssignment(backend, this.#options.backends?.get(`${namespace}/${name}:${port}`));
  }

  #ports(gateway: EffectiveGateway): { listener: EnvoyResource; routes: EnvoyResource }[] {
    return [...byPort(gateway.listeners)]
      .filter(([, listeners]) => listeners.every(({ protocol }) => protocol === 'HTTP'))
      .map(([port, listeners]) => this.#port(gateway, port, listeners));
  }

  #port(
    gateway: EffectiveGateway,
    port: number,
    listeners: readonly EffectiveListener[],
  ): { listener: EnvoyResource; routes: EnvoyResource } {
    const { bind = '0.0.0.0', portOffset = 0, portMap, configSource = aggregated } = this.#options;
    const name = portName(gateway, port);
    const moved = portMap?.get(`${gateway.namespace}/${gateway.name}:${port}`) ?? portMap?.get(String(port));
    const listener = toListener({
      name,
      address: bind,
      port: moved ?? port + portOffset,
      filterChains: [{ filters: [httpConnectionManager(name, configSource)] }],
      listenerFilters: [],
    });
    return { listener, routes: routeConfiguration(name, planHosts(listeners)) };
  }
}

export const createTranslator = (options: TranslateOptions = {}): Translator => new ConfigurationTranslator(options);

/** All resources for a configuration; who translates again and again keeps a translator. */
export const translate = (configuration: EffectiveConfiguration, options: TranslateOptions = {}): EnvoySnapshot =>
  createTranslator(options).translate(configuration);
