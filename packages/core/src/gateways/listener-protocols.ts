import type { ListenerProtocol } from '../ir/configuration.ts';
import type { RouteGroupKind } from './evaluated-gateway.ts';

export const gatewayGroup = 'gateway.networking.k8s.io';

/**
 * What tells the listeners of one port apart (Gateway.spec.listeners, "Distinct Listeners"): `cleartext` by the Host
 * header, `tls` by SNI, before anything is decrypted, `stream` and `datagram` by nothing.
 */
export type ProtocolFamily = 'cleartext' | 'tls' | 'stream' | 'datagram';

/** What a listener of a protocol can do. */
export interface ProtocolRules {
  readonly family: ProtocolFamily;
  /** The default of `allowedRoutes.kinds`, and the most that it can be. */
  readonly routeKinds: readonly RouteGroupKind[];
  /** TLS modes that can be served; empty where the protocol has no TLS. */
  readonly tlsModes: readonly ('Terminate' | 'Passthrough')[];
  /** Whether the Gateway's `tls.frontend` applies (GEP-91: to HTTPS only). */
  readonly checksClients: boolean;
}

const httpRoute: RouteGroupKind = { group: gatewayGroup, kind: 'HTTPRoute' };

const listenerProtocols: Partial<Record<ListenerProtocol, ProtocolRules>> = {
  HTTP: { family: 'cleartext', routeKinds: [httpRoute], tlsModes: [], checksClients: false },
  HTTPS: { family: 'tls', routeKinds: [httpRoute], tlsModes: ['Terminate'], checksClients: true },
};

/** The protocols that are served, by name: a further one is one more line above. */
const protocols: ReadonlyMap<string, ProtocolRules> = new Map(Object.entries(listenerProtocols));

/** Undefined for a protocol that is not served. */
export const rulesOf = (protocol: string): ProtocolRules | undefined => protocols.get(protocol);

export const servedProtocols: readonly string[] = [...protocols.keys()];
