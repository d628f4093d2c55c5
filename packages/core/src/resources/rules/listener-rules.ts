import type { CelRule } from '../cel-rule.ts';

interface TlsShape {
  readonly mode: 'Terminate' | 'Passthrough';
  readonly certificateRefs?: readonly unknown[];
  readonly options?: Readonly<Record<string, string>>;
}

interface ListenerShape {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly hostname?: string;
  readonly tls?: TlsShape;
  readonly filters?: unknown;
}

/** Of a listener's `tls`. */
export const listenerTlsRules: readonly CelRule<TlsShape>[] = [
  {
    message: 'certificateRefs or options must be specified when mode is Terminate',
    holds: ({ mode, certificateRefs = [], options = {} }) =>
      mode !== 'Terminate' || certificateRefs.length > 0 || Object.keys(options).length > 0,
  },
];

/** Of one listener. */
export const listenerRules: readonly CelRule<ListenerShape>[] = [
  {
    channel: 'experimental',
    message: 'filters may only be set when protocol is HTTP or HTTPS',
    holds: ({ filters, protocol }) => filters === undefined || protocol === 'HTTP' || protocol === 'HTTPS',
  },
];

const every =
  (holds: (listener: ListenerShape) => boolean): CelRule<readonly ListenerShape[]>['holds'] =>
  (listeners) =>
    listeners.every(holds);

const distinct =
  (describe: (listener: ListenerShape) => string): CelRule<readonly ListenerShape[]>['holds'] =>
  (listeners) =>
    new Set(listeners.map(describe)).size === listeners.length;

/** Of the list of listeners. */
export const listenerListRules: readonly CelRule<readonly ListenerShape[]>[] = [
  {
    message: "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
    holds: every(({ protocol, tls }) => !['HTTP', 'TCP', 'UDP'].includes(protocol) || tls === undefined),
  },
  {
    message: 'tls mode must be Terminate for protocol HTTPS',
    holds: every(({ protocol, tls }) => protocol !== 'HTTPS' || tls === undefined || tls.mode === 'Terminate'),
  },
  {
    message: 'tls mode must be set for protocol TLS',
    holds: every(({ protocol, tls }) => protocol !== 'TLS' || tls !== undefined),
  },
  {
    message: "hostname must not be specified for protocols ['TCP', 'UDP']",
    holds: every(({ protocol, hostname = '' }) => !['TCP', 'UDP'].includes(protocol) || hostname === ''),
  },
  { message: 'Listener name must be unique within the Gateway', holds: distinct(({ name }) => name) },
  {
    message: 'Combination of port, protocol and hostname must be unique for each listener',
    holds: distinct(({ port, protocol, hostname }) => JSON.stringify([port, protocol, hostname ?? null])),
  },
];
