import type { ConnectionPool, UpstreamAddress } from '../upstream/upstream-client.ts';

/** One address of a backend, with what is known about it; outlives configurations that leave it in place. */
export class EndpointState implements UpstreamAddress {
  readonly address: string;
  readonly port: number;
  readonly zone: string | undefined;
  readonly pool: ConnectionPool;
  /** `address:port`. */
  readonly name: string;
  /** Requests under way. */
  active = 0;
  /** Since when it takes traffic, on the runtime's clock; `-Infinity` where it did from the start. */
  since: number;
  /** What its health check says; true until it says otherwise. */
  healthy = true;
  /** Left out until then; 0 where it is not. */
  ejectedUntil = 0;
  /** How often it was ejected lately: each time makes the next one longer. */
  ejections = 0;
  consecutive5xx = 0;
  consecutiveGatewayErrors = 0;

  constructor(address: UpstreamAddress & { readonly zone?: string }, pool: ConnectionPool, since: number) {
    this.address = address.address;
    this.port = address.port;
    this.zone = address.zone;
    this.pool = pool;
    this.since = since;
    this.name = `${address.address}:${address.port}`;
  }
}
