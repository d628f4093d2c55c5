import type { HealthCheck } from '@routeward/core';
import type { EndpointSet } from '../balancing/endpoint-set.ts';
import type { EndpointState } from '../balancing/endpoint-state.ts';
import { timerDelay } from '../time/timer-delay.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { HttpProbe } from './http-probe.ts';
import { tcpProbe } from './tcp-probe.ts';

/** A health check that is carried out here. */
export type ProbedCheck = Exclude<HealthCheck, { kind: 'grpc' }>;

interface CheckEnvironment {
  readonly client: UpstreamClient;
  readonly random: () => number;
  readonly now: () => number;
}

/** Shortest time between two checks, in milliseconds, whatever a policy says. */
const shortestInterval = 10;

/** One endpoint that is asked again and again. */
interface Checked {
  timer: NodeJS.Timeout | undefined;
  /** Results of the other kind in a row. */
  contrary: number;
  stopped: boolean;
}

/** Asks every endpoint of a backend whether it is well. Endpoints count as well until enough checks say otherwise. */
export class HealthChecker {
  readonly #check: ProbedCheck;
  readonly #endpoints: EndpointSet;
  readonly #environment: CheckEnvironment;
  readonly #onChange: (endpoint: EndpointState) => void;
  readonly #checked = new Map<EndpointState, Checked>();

  constructor(
    check: ProbedCheck,
    endpoints: EndpointSet,
    environment: CheckEnvironment,
    onChange: (endpoint: EndpointState) => void,
  ) {
    this.#check = check;
    this.#endpoints = endpoints;
    this.#environment = environment;
    this.#onChange = onChange;
  }

  /** The set of endpoints has changed. New ones are asked at once. */
  update(): void {
    const wanted = new Set(this.#endpoints.all);
    for (const [endpoint, checked] of this.#checked) if (!wanted.has(endpoint)) this.#forget(endpoint, checked);
    for (const endpoint of wanted) {
      if (this.#checked.has(endpoint)) continue;
      const checked: Checked = { timer: undefined, contrary: 0, stopped: false };
      this.#checked.set(endpoint, checked);
      this.#schedule(endpoint, checked, 0);
    }
  }

  stop(): void {
    for (const [endpoint, checked] of this.#checked) this.#forget(endpoint, checked);
  }

  #forget(endpoint: EndpointState, checked: Checked): void {
    checked.stopped = true;
    clearTimeout(checked.timer);
    this.#checked.delete(endpoint);
  }

  #schedule(endpoint: EndpointState, checked: Checked, delay: number): void {
    checked.timer = setTimeout(() => void this.#ask(endpoint, checked), delay);
    checked.timer.unref();
  }

  async #ask(endpoint: EndpointState, checked: Checked): Promise<void> {
    const well = await this.#probe(endpoint);
    if (checked.stopped) return;
    this.#judge(endpoint, checked, well);
    // Spread out, so that many gateways do not ask all at once.
    const spread = 0.9 + 0.2 * this.#environment.random();
    this.#schedule(endpoint, checked, timerDelay(Math.max(shortestInterval, this.#check.interval) * spread));
  }

  #probe(endpoint: EndpointState): Promise<boolean> {
    const check = this.#check;
    return check.kind === 'tcp'
      ? tcpProbe(endpoint, check.timeout)
      : HttpProbe.ask(this.#environment.client, endpoint, check);
  }

  #judge(endpoint: EndpointState, checked: Checked, well: boolean): void {
    if (well === endpoint.healthy) {
      checked.contrary = 0;
      return;
    }
    checked.contrary++;
    const needed = well ? this.#check.healthyThreshold : this.#check.unhealthyThreshold;
    if (checked.contrary < needed) return;
    checked.contrary = 0;
    endpoint.healthy = well;
    if (well) endpoint.since = this.#environment.now();
    this.#endpoints.changed();
    this.#onChange(endpoint);
  }
}
