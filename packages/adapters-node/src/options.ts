import { defaultPathPolicy, type PathPolicy } from '@routeward/core';
import type { EventListener } from './events.ts';
import type { SecretProvider } from './guard/environment.ts';
import type { Trust } from './headers/forwarding.ts';
import type { RateLimitStore } from './rate-limits/shared-store.ts';
import type { AdmissionPolicy, UnderscoreNames } from './request/admission.ts';
import type { TcpClientLimits } from './upstream/tcp-client.ts';
import type { UpstreamAddress, UpstreamClient } from './upstream/upstream-client.ts';

/** Bounds; times in milliseconds, sizes in bytes. */
export interface Limits {
  /** One request head; 16384. */
  readonly headerBytes: number;
  /** Header fields of one request; 100. More: 431. */
  readonly headerCount: number;
  /** From the first byte of a request to the end of its head; 10000. */
  readonly headerTime: number;
  /** From the first byte of a request to the end of its body; 300000. 0 disables. */
  readonly requestTime: number;
  /** Without a byte on a client connection while an exchange runs; 300000. 0 disables. */
  readonly idleTime: number;
  /** An idle client connection between two requests; 60000. */
  readonly keepAliveTime: number;
  /** Without a byte in either direction of a WebSocket; 3600000. 0 disables. */
  readonly tunnelIdleTime: number;
  /** Client connections per listener port; 10000. */
  readonly connections: number;
  /** Requests that a client may send ahead on one connection; 64. */
  readonly pipelined: number;
  /** Body that is kept to repeat a request; 65536. Longer bodies are not repeated. */
  readonly replayBytes: number;
  /** What a mirror may lag behind before it is given up; 262144. */
  readonly mirrorBytes: number;
  /** One mirrored request; 30000. */
  readonly mirrorTime: number;
  /** How long a body that nobody wants any more is still read before the connection closes; 1000. */
  readonly lingerTime: number;
}

export const defaultLimits: Limits = {
  headerBytes: 16384,
  headerCount: 100,
  headerTime: 10_000,
  requestTime: 300_000,
  idleTime: 300_000,
  keepAliveTime: 60_000,
  tunnelIdleTime: 3_600_000,
  connections: 10_000,
  pipelined: 64,
  replayBytes: 65_536,
  mirrorBytes: 262_144,
  mirrorTime: 30_000,
  lingerTime: 1000,
};

/** What can be set on a gateway; every part may be left out. */
export interface ProxyOptions {
  readonly limits?: Partial<Limits>;
  /** Limits of the connections to backends. */
  readonly upstream?: Partial<TcpClientLimits>;
  readonly trust?: Trust;
  /** What to do with paths that backends may read in another way than the rules do. */
  readonly paths?: Partial<PathPolicy>;
  /** Header names with `_`: `drop` (default), `reject` or `keep`. */
  readonly underscoreNames?: UnderscoreNames;
  /** Addresses in place of a backend's endpoints; keys are `namespace/name:port`. */
  readonly backends?: ReadonlyMap<string, readonly UpstreamAddress[]>;
  /** Key material for access rules; rules that need some answer 500 without it. */
  readonly secrets?: SecretProvider;
  /** Where global rate limits are counted; rules that have some answer 500 without it. */
  readonly rateLimitStore?: RateLimitStore;
  /** Where this data plane runs, for backends that prefer endpoints of the same zone. */
  readonly zone?: string;
  readonly onEvent?: EventListener;
  /** Speaks to backends; plain TCP with keep-alive unless set. */
  readonly client?: UpstreamClient;
  /** A roll in [0, 1); `Math.random` unless set. */
  readonly random?: () => number;
  /** Milliseconds of a clock that never goes back; `performance.now` unless set. */
  readonly now?: () => number;
  /** Milliseconds since the epoch, for the times in tokens; `Date.now` unless set. */
  readonly wallClock?: () => number;
}

/** Options with every default in place. */
export interface Settings {
  readonly limits: Limits;
  readonly admission: AdmissionPolicy;
  readonly trust: Trust;
  readonly backends: ReadonlyMap<string, readonly UpstreamAddress[]>;
  readonly secrets: SecretProvider | undefined;
  readonly rateLimitStore: RateLimitStore | undefined;
  readonly zone: string | undefined;
  readonly onEvent: EventListener | undefined;
  readonly random: () => number;
  readonly now: () => number;
  readonly wallClock: () => number;
}

export function settingsOf(options: ProxyOptions): Settings {
  const limits = { ...defaultLimits, ...options.limits };
  return {
    limits,
    admission: {
      path: { ...defaultPathPolicy, ...options.paths },
      underscoreNames: options.underscoreNames ?? 'drop',
      headerCount: limits.headerCount,
    },
    trust: options.trust ?? { hops: 0 },
    backends: options.backends ?? new Map(),
    secrets: options.secrets,
    rateLimitStore: options.rateLimitStore,
    zone: options.zone,
    onEvent: options.onEvent,
    random: options.random ?? Math.random,
    now: options.now ?? (() => performance.now()),
    wallClock: options.wallClock ?? Date.now,
  };
}
