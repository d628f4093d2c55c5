import type { ProxyEvent } from '@routeward/adapters-node';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Methods that may stand in a label; clients can send any word, and each would make a series of its own. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** Bounds in seconds, as OpenTelemetry advises for http.server.request.duration. */
const durationBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

type Exchange = Extract<ProxyEvent, { kind: 'exchange' }>;

/** Prometheus metrics of one data plane: counted from its events, printed by `text`. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  readonly #requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of exchanges, by Gateway, route, method and status code; status 0 is a client that went away.',
    labelNames: ['gateway', 'http_route', 'http_request_method', 'http_response_status_code'],
    buckets: durationBounds,
    registers: this.#registers,
  });
  readonly #replies = new Counter({
    name: 'routeward_local_replies_total',
    help: 'Answers that the gateway gave by itself, by reason.',
    labelNames: ['gateway', 'reason'],
    registers: this.#registers,
  });
  readonly #rejected = new Counter({
    name: 'routeward_rejected_requests_total',
    help: 'Requests and bytes that were refused before any rule was looked at, by reason.',
    labelNames: ['gateway', 'reason'],
    registers: this.#registers,
  });
  readonly #retries = new Counter({
    name: 'routeward_upstream_retries_total',
    help: 'Tries after the first, by backend.',
    labelNames: ['backend'],
    registers: this.#registers,
  });
  readonly #failures = new Counter({
    name: 'routeward_upstream_failures_total',
    help: 'Failed tries at backends, by backend and kind; mirrors are told apart.',
    labelNames: ['backend', 'failure'],
    registers: this.#registers,
  });
  readonly #tunnels = new Gauge({
    name: 'routeward_tunnels',
    help: 'Open WebSocket and other upgraded connections, by backend.',
    labelNames: ['backend'],
    registers: this.#registers,
  });
  readonly #configuration = new Gauge({
    name: 'routeward_configuration_info',
    help: 'The configuration in force, as a label.',
    labelNames: ['version'],
    registers: this.#registers,
  });
  readonly #problems = new Gauge({
    name: 'routeward_problems',
    help: 'Problems of the manifests, by severity.',
    labelNames: ['severity'],
    registers: this.#registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  observe(event: ProxyEvent): void {
    switch (event.kind) {
      case 'exchange':
        this.#exchange(event);
        break;
      case 'rejected':
        this.#rejected.inc({ gateway: event.gateway, reason: event.reason });
        break;
      case 'client-error':
        this.#rejected.inc({ gateway: event.gateway, reason: 'client-error' });
        break;
      case 'upstream-failure':
        this.#failures.inc({ backend: event.backend, failure: event.failure });
        break;
      case 'mirror-failure':
        this.#failures.inc({ backend: event.backend, failure: 'mirror' });
        break;
      case 'tunnel':
        this.#tunnels.inc({ backend: event.backend }, event.state === 'open' ? 1 : -1);
        break;
      case 'configuration':
        this.#configuration.reset();
        this.#configuration.set({ version: event.version }, 1);
        break;
      default:
    }
  }

  problems(errors: number, warnings: number): void {
    this.#problems.set({ severity: 'error' }, errors);
    this.#problems.set({ severity: 'warning' }, warnings);
  }

  /** The exposition text and its content type. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #exchange({ gateway, route = '', method, statusCode, duration, reason, backend, tries }: Exchange): void {
    const labels = {
      gateway,
      http_route: route,
      http_request_method: knownMethods.has(method) ? method : '_OTHER',
      http_response_status_code: String(statusCode),
    };
    this.#requests.observe(labels, duration / 1000);
    if (reason !== undefined) this.#replies.inc({ gateway, reason });
    if (backend !== undefined && tries > 1) this.#retries.inc({ backend }, tries - 1);
  }
}
