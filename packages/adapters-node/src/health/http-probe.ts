import type { Socket } from 'node:net';
import type { HealthCheck } from '@routeward/core';
import { isAuthority } from '@routeward/core';
import type { EndpointState } from '../balancing/endpoint-state.ts';
import { isFieldName, targetText } from '../headers/wire-text.ts';
import { timerDelay } from '../time/timer-delay.ts';
import type {
  UpstreamCall,
  UpstreamClient,
  UpstreamHandler,
  UpstreamRequest,
  UpstreamResponseHead,
} from '../upstream/upstream-client.ts';

type HttpCheck = Extract<HealthCheck, { kind: 'http' }>;

function questionOf(check: HttpCheck, { address, port }: EndpointState): UpstreamRequest {
  const { hostname, method, path } = check;
  const own = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    method: isFieldName(method) ? method : 'GET',
    path: path.startsWith('/') ? targetText(path) : '/',
    authority: hostname !== undefined && isAuthority(hostname) ? hostname : own,
    headers: ['User-Agent', 'routeward-health-check'],
    bodyLength: 'none',
    upgrade: undefined,
  };
}

/** One question to one endpoint: well where it answers with an expected status in time. */
export class HttpProbe implements UpstreamHandler {
  readonly #expected: readonly number[];
  readonly #resolve: (well: boolean) => void;
  #call: UpstreamCall | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(expected: readonly number[], resolve: (well: boolean) => void) {
    this.#expected = expected;
    this.#resolve = resolve;
  }

  static ask(client: UpstreamClient, endpoint: EndpointState, check: HttpCheck): Promise<boolean> {
    const { expectedStatuses, timeout } = check;
    return new Promise((resolve) => {
      const probe = new HttpProbe(expectedStatuses.length === 0 ? [200] : expectedStatuses, resolve);
      probe.#timer = setTimeout(() => probe.#finish(false), timerDelay(timeout));
      probe.#timer.unref();
      // Not in the backend's own pool: its limits are for traffic, and a full backend is not an ill one.
      const { address, port } = endpoint;
      const call = client.request({ address, port }, questionOf(check, endpoint), probe);
      probe.#call = call;
      call.end();
    });
  }

  onInterim(): void {}
  onData(): void {}
  onDrain(): void {}

  onHead(head: UpstreamResponseHead): void {
    // The body matters to nobody; a short one still leaves the connection usable.
    this.#resolve(this.#expected.includes(head.status));
  }

  onEnd(): void {
    clearTimeout(this.#timer);
    this.#call = undefined;
  }

  onFailure(): void {
    this.#call = undefined;
    this.#finish(false);
  }

  onUpgrade(_head: UpstreamResponseHead, socket: Socket): void {
    socket.destroy();
    this.#call = undefined;
    this.#finish(false);
  }

  #finish(well: boolean): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.#call = undefined;
    this.#resolve(well);
  }
}
