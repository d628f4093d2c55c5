import type { OutlierDetection } from '@routeward/core';
import type { EndpointSet } from '../balancing/endpoint-set.ts';
import type { EndpointState } from '../balancing/endpoint-state.ts';

/** No ejection is longer (milliseconds), unless the base is; as Envoy's default. */
const longestEjection = 300_000;

const isGatewayError = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** Leaves endpoints out that fail again and again, for longer each time. */
export class OutlierDetector {
  readonly #settings: OutlierDetection;
  readonly #endpoints: EndpointSet;
  readonly #onEjected: (endpoint: EndpointState) => void;

  constructor(settings: OutlierDetection, endpoints: EndpointSet, onEjected: (endpoint: EndpointState) => void) {
    this.#settings = settings;
    this.#endpoints = endpoints;
    this.#onEjected = onEjected;
  }

  /** Status of an answer; what never came counts as 503 or 504. */
  record(endpoint: EndpointState, status: number, now: number): void {
    endpoint.consecutive5xx = status >= 500 ? endpoint.consecutive5xx + 1 : 0;
    endpoint.consecutiveGatewayErrors = isGatewayError(status) ? endpoint.consecutiveGatewayErrors + 1 : 0;
    if (this.#isOutlier(endpoint)) this.#eject(endpoint, now);
  }

  #isOutlier({ consecutive5xx, consecutiveGatewayErrors }: EndpointState): boolean {
    const { consecutive5xx: most5xx = 0, consecutiveGatewayErrors: mostErrors = 0 } = this.#settings;
    return (most5xx > 0 && consecutive5xx >= most5xx) || (mostErrors > 0 && consecutiveGatewayErrors >= mostErrors);
  }

  #eject(endpoint: EndpointState, now: number): void {
    const { baseEjectionTime, maxEjectionPercent } = this.#settings;
    if (endpoint.ejectedUntil > now || !this.#mayEject(maxEjectionPercent, now)) return;
    this.#forgive(endpoint, now);
    endpoint.ejections++;
    const time = Math.min(baseEjectionTime * endpoint.ejections, Math.max(longestEjection, baseEjectionTime));
    endpoint.ejectedUntil = now + time;
    endpoint.consecutive5xx = 0;
    endpoint.consecutiveGatewayErrors = 0;
    this.#endpoints.changed();
    this.#onEjected(endpoint);
  }

  #mayEject(percent: number, now: number): boolean {
    const { all } = this.#endpoints;
    const ejected = all.filter(({ ejectedUntil }) => ejectedUntil > now).length;
    return (ejected * 100) / all.length < percent;
  }

  /** Each interval of good behaviour takes one earlier ejection off. */
  #forgive(endpoint: EndpointState, now: number): void {
    const { interval } = this.#settings;
    const good = interval > 0 ? Math.floor((now - endpoint.since) / interval) : 0;
    endpoint.ejections = Math.max(0, endpoint.ejections - good);
  }
}
