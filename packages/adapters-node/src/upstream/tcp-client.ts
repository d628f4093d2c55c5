import { timerDelay } from '../time/timer-delay.ts';
import { UpstreamConnection } from './connection.ts';
import type { ConnectionLimits, ConnectionOwner } from './connection-owner.ts';
import { isIdempotent } from './request-head.ts';
import type {
  UpstreamAddress,
  UpstreamCall,
  UpstreamClient,
  UpstreamHandler,
  UpstreamRequest,
} from './upstream-client.ts';

export interface TcpClientLimits extends ConnectionLimits {
  /** Milliseconds that an unused connection is kept; the server's Keep-Alive hint shortens it. */
  readonly keepAlive: number;
  /** Connections to one address, in use and idle. */
  readonly connections: number;
}

/**
 * Below the 5 s after which Node servers close idle connections: a request that meets a closing connection can't
 * always be sent again.
 */
const defaultLimits: TcpClientLimits = {
  headBytes: 65536,
  fields: 256,
  connect: 5000,
  idle: 300_000,
  keepAlive: 4000,
  connections: 4096,
};

/**
 * A request that may not be repeated takes an idle connection only if it is this fresh (milliseconds): the older it is,
 * the likelier the server is closing it just now.
 */
const freshForUnrepeatable = 1000;

class Pool {
  readonly backend: string | undefined;
  readonly idle: UpstreamConnection[] = [];
  open = 0;
  retired = false;

  constructor(backend: string | undefined) {
    this.backend = backend;
  }
}

/** The calls of a client that can't open another connection: failed in the next turn, as all calls fail later. */
class RefusedCall implements UpstreamCall {
  #handler: UpstreamHandler | undefined;

  constructor(handler: UpstreamHandler) {
    this.#handler = handler;
    setImmediate(() => this.#handler?.onFailure({ kind: 'overload', detail: 'too many connections', reused: false }));
  }

  write(): boolean {
    return true;
  }

  end(): void {}
  pause(): void {}
  resume(): void {}

  abort(): void {
    this.#handler = undefined;
  }
}

/** Plain TCP with keep-alive, one pool per address; the connection used last is used first. */
export class TcpClient implements UpstreamClient, ConnectionOwner {
  readonly #pools = new Map<string, Pool>();
  readonly #limits: TcpClientLimits;
  readonly #now: () => number;
  readonly #sweeper: NodeJS.Timeout;
  #closed = false;

  constructor(limits: Partial<TcpClientLimits> = {}, now: () => number = () => performance.now()) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#now = now;
    this.#sweeper = setInterval(() => this.#sweep(), Math.max(50, this.#limits.keepAlive / 4));
    this.#sweeper.unref();
  }

  request(address: UpstreamAddress, request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const pool = this.#pool(address);
    const idle = this.#takeIdle(pool, isIdempotent(request.method) && request.upgrade === undefined);
    if (idle === undefined && !this.#makeRoom(pool, address)) return new RefusedCall(handler);
    const connection = idle ?? this.#open(pool, address);
    return connection.start(request, handler);
  }

  retain(addresses: readonly UpstreamAddress[]): void {
    const kept = new Set(addresses.map(poolKey));
    for (const [key, pool] of this.#pools) {
      pool.retired = !kept.has(key);
      if (pool.retired) this.#closeIdle(pool);
      if (pool.retired && pool.open === 0) this.#pools.delete(key);
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const pool of this.#pools.values()) this.#closeIdle(pool);
  }

  onFree(connection: UpstreamConnection): void {
    const pool = this.#pools.get(poolKey(connection.address));
    if (pool === undefined || pool.retired || this.#closed) {
      connection.destroy();
      return;
    }
    const most = connection.address.pool?.requestsPerConnection;
    if (most !== undefined && connection.requests >= most) {
      connection.destroy();
      return;
    }
    connection.idleSince = this.#now();
    pool.idle.push(connection);
  }

  onGone(connection: UpstreamConnection): void {
    const key = poolKey(connection.address);
    const pool = this.#pools.get(key);
    if (pool === undefined) return;
    pool.open--;
    const index = pool.idle.indexOf(connection);
    if (index !== -1) pool.idle.splice(index, 1);
    if (pool.retired && pool.open === 0) this.#pools.delete(key);
  }

  #pool(address: UpstreamAddress): Pool {
    const key = poolKey(address);
    const found = this.#pools.get(key);
    if (found !== undefined) return found;
    const pool = new Pool(address.pool?.name);
    this.#pools.set(key, pool);
    return pool;
  }

  #open(pool: Pool, address: UpstreamAddress): UpstreamConnection {
    pool.open++;
    const connect = timerDelay(address.pool?.connectTimeout ?? this.#limits.connect);
    const limits = connect === this.#limits.connect ? this.#limits : { ...this.#limits, connect };
    return new UpstreamConnection(address, limits, this);
  }

  /** True where another connection may be opened; one that idles at another address of the backend gives way. */
  #makeRoom(pool: Pool, { pool: backend }: UpstreamAddress): boolean {
    if (pool.open >= this.#limits.connections) return false;
    if (backend?.connections === undefined) return true;
    const pools = [...this.#pools.values()].filter(({ backend: name }) => name === backend.name);
    const open = pools.reduce((sum, each) => sum + each.open, 0);
    if (open < backend.connections) return true;
    const idle = pools.map((each) => each.idle[0]).find((connection) => connection !== undefined);
    idle?.destroy();
    return idle !== undefined;
  }

  #takeIdle(pool: Pool, repeatable: boolean): UpstreamConnection | undefined {
    for (;;) {
      const connection = pool.idle.at(-1);
      if (connection === undefined) return undefined;
      const age = this.#now() - connection.idleSince;
      if (!repeatable && age > freshForUnrepeatable) return undefined;
      pool.idle.pop();
      if (connection.reusable && age < this.#keepFor(connection)) return connection;
      connection.destroy();
    }
  }

  #keepFor(connection: UpstreamConnection): number {
    const asked = connection.address.pool?.keepAlive;
    const keepAlive = asked === 0 ? Number.POSITIVE_INFINITY : (asked ?? this.#limits.keepAlive);
    const hint = connection.keepAliveHint;
    // A second less than the server says: its clock starts when it sends, ours when we have read.
    return hint === 0 ? keepAlive : Math.min(keepAlive, Math.max(hint / 2, hint - 1000));
  }

  #sweep(): void {
    const now = this.#now();
    for (const pool of this.#pools.values()) {
      for (const connection of [...pool.idle]) {
        if (now - connection.idleSince >= this.#keepFor(connection)) connection.destroy();
      }
    }
  }

  #closeIdle(pool: Pool): void {
    for (const connection of [...pool.idle]) connection.destroy();
  }
}

const poolKey = ({ address, port, pool }: UpstreamAddress): string =>
  pool === undefined ? `${address} ${port}` : `${address} ${port} ${pool.name}`;
