import type { EffectiveGateway, EffectiveListener, Finding } from '@routeward/core';
import { listenerSecrets } from './listener-secrets.ts';
import { portName, tlsRoutesName } from './names.ts';
import { aggregated, type TranslateOptions } from './options.ts';
import type { EnvoyResource, JsonObject } from './resource.ts';
import type { BackendPlan } from './resources/backend-plan.ts';
import type { NeededFilter } from './resources/guard/needed-filter.ts';
import type { NeededResource } from './resources/guard/needed-resource.ts';
import { HostPlanner, type PlannedHost } from './resources/host-plan.ts';
import { httpConnectionManager } from './resources/http-connection-manager.ts';
import { connectionLimit, toListener } from './resources/listener.ts';
import { misdirected, routeConfiguration } from './resources/route-configuration.ts';
import { type StreamContext, tcpChains, tlsChains } from './resources/streams/stream-chains.ts';
import { streamFindings, streamTargets } from './resources/streams/stream-target.ts';
import { udpListener } from './resources/streams/udp-listener.ts';
import { downstreamTls, tlsInspector } from './resources/tls.ts';
import { type HostRoutes, HostTranslator } from './resources/virtual-host.ts';

/** What the listeners of one port of one Gateway become. */
export interface PortResources {
  /** None where no listener can serve; a second one for datagrams. */
  readonly listeners: readonly EnvoyResource[];
  readonly routes: readonly EnvoyResource[];
  readonly secrets: readonly EnvoyResource[];
  readonly others: readonly NeededResource[];
  readonly findings: readonly Finding[];
}

/** Filter chains with what belongs to them. */
interface Chains {
  readonly bodies: readonly JsonObject[];
  readonly routes: readonly EnvoyResource[];
  readonly secrets: readonly EnvoyResource[];
  readonly others: readonly NeededResource[];
  readonly findings: readonly Finding[];
}

/** What the translation of a port depends on besides its listeners. */
export interface PortInput {
  readonly listenerPort: number;
  readonly backend: (key: string) => BackendPlan | undefined;
}

const filtersOf = (hosts: readonly HostRoutes[]): NeededFilter[] => hosts.flatMap(({ filters }) => filters);

const stream = (chains: Pick<Chains, 'bodies' | 'secrets' | 'findings'>): Chains => ({
  ...chains,
  routes: [],
  others: [],
});

/** Translates one port of one Gateway, again and again. */
export class PortTranslator {
  readonly #options: TranslateOptions;
  readonly #input: PortInput;
  readonly #planner = new HostPlanner();
  readonly #hosts: { readonly http: HostTranslator; readonly https: HostTranslator };

  constructor(options: TranslateOptions, input: PortInput) {
    this.#options = options;
    this.#input = input;
    const hosts = (scheme: 'http' | 'https') => new HostTranslator({ ...input, options, scheme });
    this.#hosts = { http: hosts('http'), https: hosts('https') };
  }

  translate(gateway: EffectiveGateway, listeners: readonly EffectiveListener[], boundPort: number): PortResources {
    const name = portName(gateway, this.#input.listenerPort);
    const chains = this.#chains(gateway, name, listeners);
    const bodies = chains.flatMap((chain) => chain.bodies);
    const plain = listeners.some(({ protocol }) => protocol === 'HTTP' || protocol === 'TCP');
    const listener = toListener({
      name,
      address: this.#address,
      port: boundPort,
      filterChains: bodies,
      listenerFilters: plain ? [] : [tlsInspector],
      outbound: this.#options.workload !== undefined,
    });
    const datagrams = this.#datagrams(name, listeners, boundPort);
    return {
      listeners: [...(bodies.length > 0 ? [listener] : []), ...datagrams.listeners],
      routes: chains.flatMap((chain) => chain.routes),
      secrets: chains.flatMap((chain) => chain.secrets),
      others: chains.flatMap((chain) => chain.others),
      findings: [...chains.flatMap((chain) => chain.findings), ...datagrams.findings],
    };
  }

  get #address(): string {
    return this.#options.bind ?? '0.0.0.0';
  }

  /** Conflicts of protocols the core settles; were any left, what needs no handshake would come first. */
  #chains(gateway: EffectiveGateway, name: string, listeners: readonly EffectiveListener[]): Chains[] {
    const of = (wanted: EffectiveListener['protocol']) => listeners.filter(({ protocol }) => protocol === wanted);
    const [http, [tcp]] = [of('HTTP'), of('TCP')];
    const context = this.#streamContext(name);
    if (http.length > 0) return [this.#plainChain(name, http)];
    if (tcp) return [stream(tcpChains(tcp, context))];
    const [https, tls] = [of('HTTPS'), of('TLS')];
    const all = [...https, ...tls];
    return [...this.#tlsChains(gateway, https), ...tls.map((listener) => stream(tlsChains(listener, all, context)))];
  }

  #streamContext(port: string): StreamContext {
    return { port, options: this.#options, backend: this.#input.backend };
  }

  #datagrams(name: string, listeners: readonly EffectiveListener[], port: number) {
    const rule = listeners.find(({ protocol }) => protocol === 'UDP')?.streamRules[0];
    if (!rule) return { listeners: [], findings: [] };
    const { backend } = this.#input;
    const targets = streamTargets(rule, backend);
    const listener = udpListener({ name: `${name}/udp`, address: this.#address, port }, targets);
    const shared = targets.length > 1 ? ['Envoy shares out the sources of datagrams by weight, not the datagrams'] : [];
    return { listeners: listener ? [listener] : [], findings: streamFindings(rule, backend, shared) };
  }

  #filters(name: string, port: string, filters: readonly NeededFilter[]): JsonObject[] {
    const { configSource = aggregated, trustedHops = 0 } = this.#options;
    return [connectionLimit(port), httpConnectionManager({ routes: name, configSource, trustedHops, filters })];
  }

  #plainChain(name: string, listeners: readonly EffectiveListener[]): Chains {
    const hosts = this.#planner.plan(listeners).map((host) => this.#hosts.http.translate(host));
    return {
      bodies: [{ filters: this.#filters(name, name, filtersOf(hosts)) }],
      routes: [routeConfiguration(name, hosts)],
      secrets: [],
      others: hosts.flatMap(({ resources }) => resources),
      findings: hosts.flatMap(({ findings }) => findings),
    };
  }

  #tlsChains(gateway: EffectiveGateway, listeners: readonly EffectiveListener[]): Chains[] {
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
  ): Chains {
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
      filters: this.#filters(name, portName(gateway, listener.port), filtersOf(own)),
      transport_socket: downstreamTls(tls, configSource),
      name: listener.name,
    };
    return {
      bodies: body ? [body] : [],
      routes: [routeConfiguration(name, [...own, ...foreign])],
      secrets: tls ? secrets : [],
      others: own.flatMap(({ resources }) => resources),
      findings: [...findings, ...own.flatMap((host) => host.findings)],
    };
  }
}
