import type { EffectiveGateway, EffectiveListener, Finding } from '@routeward/core';
import { listenerSecrets } from './listener-secrets.ts';
import { portName, tlsRoutesName } from './names.ts';
import { aggregated, type TranslateOptions } from './options.ts';
import type { EnvoyResource, JsonObject } from './resource.ts';
import { HostPlanner, type PlannedHost } from './resources/host-plan.ts';
import { httpConnectionManager } from './resources/http-connection-manager.ts';
import { connectionLimit, toListener } from './resources/listener.ts';
import { misdirected, routeConfiguration } from './resources/route-configuration.ts';
import { downstreamTls, tlsInspector } from './resources/tls.ts';
import { HostTranslator, type PortContext } from './resources/virtual-host.ts';

/** What the listeners of one port of one Gateway become. */
export interface PortResources {
  /** Undefined where none of them can serve. */
  readonly listener: EnvoyResource | undefined;
  readonly routes: readonly EnvoyResource[];
  readonly secrets: readonly EnvoyResource[];
  readonly findings: readonly Finding[];
}

/** A filter chain with what belongs to it. */
interface Chain {
  readonly body: JsonObject;
  readonly routes: EnvoyResource;
  readonly secrets: readonly EnvoyResource[];
  readonly findings: readonly Finding[];
}

const notTranslated = ({ owner, name, protocol }: EffectiveListener): Finding => ({
  severity: 'warning',
  rule: 'value',
  resource: owner,
  path: 'spec.listeners',
  message: `listener ${name}: ${protocol} is not translated for Envoy yet`,
});

/** Translates one port of one Gateway, again and again. */
export class PortTranslator {
  readonly #options: TranslateOptions;
  readonly #context: Omit<PortContext, 'scheme'>;
  readonly #planner = new HostPlanner();
  readonly #hosts: { readonly http: HostTranslator; readonly https: HostTranslator };

  constructor(options: TranslateOptions, context: Omit<PortContext, 'scheme'>) {
    this.#options = options;
    this.#context = context;
    const hosts = (scheme: 'http' | 'https') => new HostTranslator({ ...context, scheme });
    this.#hosts = { http: hosts('http'), https: hosts('https') };
  }

  translate(gateway: EffectiveGateway, listeners: readonly EffectiveListener[], boundPort: number): PortResources {
    const name = portName(gateway, this.#context.listenerPort);
    const http = listeners.filter(({ protocol }) => protocol === 'HTTP');
    const tls = listeners.filter(({ protocol }) => protocol === 'HTTPS');
    const others = listeners.filter(({ protocol }) => protocol !== 'HTTP' && protocol !== 'HTTPS').map(notTranslated);
    // HTTP and HTTPS on one port are a conflict, which the core settles.
    const chains = http.length > 0 ? [this.#plainChain(name, http)] : this.#tlsChains(gateway, tls);
    const findings = [...others, ...chains.flatMap((chain) => chain.findings)];
    const bodies = chains.flatMap(({ body }) => (Object.keys(body).length > 0 ? [body] : []));
    const listener =
      bodies.length === 0
        ? undefined
        : toListener({
            name,
            address: this.#options.bind ?? '0.0.0.0',
            port: boundPort,
            filterChains: bodies,
            listenerFilters: http.length > 0 ? [] : [tlsInspector],
          });
    const secrets = chains.flatMap((chain) => chain.secrets);
    return { listener, routes: chains.map(({ routes }) => routes), secrets, findings };
  }

  #filters(name: string, port: string): JsonObject[] {
    const { configSource = aggregated, trustedHops = 0 } = this.#options;
    return [connectionLimit(port), httpConnectionManager({ routes: name, configSource, trustedHops })];
  }

  #plainChain(name: string, listeners: readonly EffectiveListener[]): Chain {
    const hosts = this.#planner.plan(listeners).map((host) => this.#hosts.http.translate(host));
    return {
      body: { filters: this.#filters(name, name) },
      routes: routeConfiguration(name, hosts),
      secrets: [],
      findings: hosts.flatMap(({ findings }) => findings),
    };
  }

  #tlsChains(gateway: EffectiveGateway, listeners: readonly EffectiveListener[]): Chain[] {
    const planned = this.#planner.plan(listeners);
    return listeners.map((listener, index) => {
      const own = planned.filter((host) => host.listener === index);
      return this.#tlsChain(gateway, listener, own, listeners);
    });
  }

  #tlsChain(
    gateway: EffectiveGateway,
    listener: EffectiveListener,
    hosts: readonly PlannedHost[],
    listeners: readonly EffectiveListener[],
  ): Chain {
    const { configSource = aggregated, secrets: provider } = this.#options;
    const name = tlsRoutesName(gateway, listener);
    const own = hosts.map((host) => this.#hosts.https.translate(host));
    const foreign = listeners.filter((other) => other !== listener).map(({ hostname = '*' }) => misdirected(hostname));
    const { tls, secrets, findings } = listener.tls
      ? listenerSecrets(listener, listener.tls, provider)
      : { tls: undefined, secrets: [], findings: [] };
    const { hostname } = listener;
    const body = tls && {
      filter_chain_match: hostname === undefined ? {} : { server_names: [hostname] },
      filters: this.#filters(name, portName(gateway, listener.port)),
      transport_socket: downstreamTls(tls, configSource),
      name: listener.name,
    };
    return {
      body: body ?? {},
      routes: routeConfiguration(name, [...own, ...foreign]),
      secrets: tls ? secrets : [],
      findings: [...findings, ...own.flatMap((host) => host.findings)],
    };
  }
}
