import type { BackendSettings, HashSource } from '@routeward/core';
import { HealthChecker } from '../health/health-checker.ts';
import { OutlierDetector } from '../health/outlier-detector.ts';
import type { ConnectionPool, UpstreamClient } from '../upstream/upstream-client.ts';
import { BackendLoad } from './backend-load.ts';
import { type Balancer, createBalancer } from './balancer.ts';
import { EndpointSet, type ZonedAddress } from './endpoint-set.ts';
import type { EndpointState } from './endpoint-state.ts';

/** How an endpoint's standing has changed. */
export type EndpointChange = 'ejected' | 'unhealthy' | 'healthy';

/** What a backend is given beside its settings. */
export interface BackendEnvironment {
  readonly client: UpstreamClient;
  /** A roll in [0, 1). */
  readonly random: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** The data plane's own zone. */
  readonly zone: string | undefined;
  readonly onEndpoint: (backend: string, address: string, change: EndpointChange) => void;
  readonly onUnsupported: (backend: string, detail: string) => void;
}

const none: readonly HashSource[] = [];

const poolOf = (key: string, { limits, connectTimeout, idleTimeout }: BackendSettings): ConnectionPool => ({
  name: key,
  connectTimeout,
  connections: limits?.connections,
  requestsPerConnection: limits?.requestsPerConnection,
  keepAlive: idleTimeout,
});

/** What is known of one backend with settings, over all rules that use it and over changes of the configuration. */
export class BackendState {
  readonly load: BackendLoad;
  readonly hashOn: readonly HashSource[];
  readonly endpoints: EndpointSet;
  readonly #environment: BackendEnvironment;
  readonly #balancer: Balancer;
  readonly #outliers: OutlierDetector | undefined;
  readonly #checker: HealthChecker | undefined;

  constructor(key: string, settings: BackendSettings, environment: BackendEnvironment) {
    const { loadBalancing: balancing, outlierDetection, healthCheck } = settings;
    const zone = settings.preferLocalZone === true ? environment.zone : undefined;
    const told = (change: EndpointChange) => (endpoint: EndpointState) =>
      environment.onEndpoint(key, endpoint.name, change);
    this.#environment = environment;
    this.load = new BackendLoad(settings.limits, settings.retryBudget);
    this.hashOn = balancing !== undefined && 'on' in balancing ? balancing.on : none;
    this.endpoints = new EndpointSet(poolOf(key, settings), zone);
    this.#balancer = createBalancer(balancing, settings.slowStart, environment.random);
    this.#outliers = outlierDetection && new OutlierDetector(outlierDetection, this.endpoints, told('ejected'));
    if (healthCheck?.kind === 'grpc') environment.onUnsupported(key, 'health checks over gRPC are not carried out');
    else if (healthCheck !== undefined) {
      this.#checker = new HealthChecker(healthCheck, this.endpoints, environment, (endpoint) =>
        told(endpoint.healthy ? 'healthy' : 'unhealthy')(endpoint),
      );
    }
  }

  update(addresses: readonly ZonedAddress[]): void {
    this.endpoints.update(addresses, this.#environment.now());
    this.#checker?.update();
  }

  /** Another endpoint than the previous one where there is a choice; undefined where there is none at all. */
  pick(previous: unknown, key: string | undefined): EndpointState | undefined {
    const now = this.#environment.now();
    const { all } = this.endpoints;
    let usable = this.endpoints.usable(now);
    if (previous !== undefined && usable.length > 1) usable = usable.filter((endpoint) => endpoint !== previous);
    return usable.length === 0 ? undefined : this.#balancer({ usable, all, key, now });
  }

  /** The endpoint of this name, unless it is left out for now. */
  usable(name: string): EndpointState | undefined {
    return this.endpoints.usable(this.#environment.now()).find((endpoint) => endpoint.name === name);
  }

  /** How a try at an endpoint ended: the status of its answer, 503 for none and 504 for none in time. */
  record(endpoint: EndpointState, status: number): void {
    this.#outliers?.record(endpoint, status, this.#environment.now());
  }

  /** No rule uses it any more. */
  stop(): void {
    this.#checker?.stop();
  }
}
