import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import type { EffectiveBackend } from '../ir/backend.ts';
import type {
  EffectiveConfiguration,
  EffectiveGateway,
  EffectiveListener,
  ListenerProtocol,
  VirtualHost,
} from '../ir/configuration.ts';
import { deepFreeze } from './deep-freeze.ts';
import { digestList } from './list-digest.ts';
import { digestOf, digestOnce, digestText } from './version.ts';

const protocols: readonly string[] = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'] satisfies ListenerProtocol[];

const versionOf = ({ version }: { readonly version: string }): string => version;

const isListenerProtocol = (protocol: string): protocol is ListenerProtocol => protocols.includes(protocol);

/** `virtualHosts` sorted by hostname. Undefined for a protocol that is not of the API; such a listener never serves. */
export function toEffectiveListener(
  listener: EvaluatedListener,
  virtualHosts: readonly VirtualHost[],
): EffectiveListener | undefined {
  const { name, owner, port, protocol, hostname, tls } = listener;
  if (!isListenerProtocol(protocol)) return undefined;
  const own = { name, owner, port, protocol, ...(hostname !== undefined && { hostname }), ...(tls && { tls }) };
  const version = digestText(`${digestOf(own)}\n${digestList(virtualHosts, versionOf)}`);
  return deepFreeze({ ...own, virtualHosts: Object.freeze(virtualHosts), streamRules: [], version });
}

/** `listeners` are those that serve, in the Gateway's order. */
export function toEffectiveGateway(
  { resource, addresses }: EvaluatedGateway,
  listeners: readonly EffectiveListener[],
): EffectiveGateway {
  const { namespace, name } = resource.metadata;
  const own = {
    namespace,
    name,
    gatewayClass: resource.spec.gatewayClassName,
    addresses: addresses.map((address) => ({ ...address })),
  };
  const version = digestText(`${digestOf(own)}\n${digestList(listeners, versionOf)}`);
  return deepFreeze({ ...own, listeners: Object.freeze(listeners), version });
}

/** `gateways` sorted by namespace, then name; `backends` by key. All of them frozen. */
export function toEffectiveConfiguration(
  gateways: readonly EffectiveGateway[],
  backends: readonly EffectiveBackend[],
): EffectiveConfiguration {
  const version = digestText(`${digestList(gateways, versionOf)}\n${digestList(backends, digestOnce)}`);
  return Object.freeze({ version, gateways: Object.freeze(gateways), backends: Object.freeze(backends) });
}
