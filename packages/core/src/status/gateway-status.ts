import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import type { ListenerStatus } from '../resources/gateway-status.ts';
import { isNewer, mergeConditions } from './merge-conditions.ts';
import type { ResourceStatus } from './resource-status.ts';

const gatewayTypes = ['Accepted', 'Programmed', 'ResolvedRefs', 'InsecureFrontendValidationMode'];

const listenerTypes = ['Accepted', 'Programmed', 'ResolvedRefs', 'Conflicted', 'OverlappingTLSConfig', 'Detached'];

function listenerEntry(
  listener: EvaluatedListener,
  attachedRoutes: number,
  stored: ListenerStatus | undefined,
  policyTypes: readonly string[],
): object {
  const { name, supportedKinds, conditions } = listener;
  return {
    name,
    supportedKinds,
    attachedRoutes,
    conditions: mergeConditions(conditions, stored?.conditions ?? [], [...listenerTypes, ...policyTypes]),
  };
}

/**
 * `status` of a Gateway of ours. `attachedRoutes` counts by listener name the routes that it accepted, whether the
 * listener serves or not. `policyTypes` are conditions about policies that are ours too. Condition types that we don't write, and fields such as `addresses`, stay as they are.
 */
export function gatewayStatus(
  gateway: EvaluatedGateway,
  attachedRoutes: (listener: string) => number,
  policyTypes: readonly string[] = [],
): ResourceStatus {
  const { apiVersion, kind, metadata, status } = gateway.resource;
  const place = { apiVersion, kind, metadata: { namespace: metadata.namespace, name: metadata.name } };
  const stored = status?.conditions ?? [];
  if (status && isNewer(stored, gatewayTypes, metadata.generation)) return { ...place, status };
  const listeners = gateway.listeners.map((listener) =>
    listenerEntry(
      listener,
      attachedRoutes(listener.name),
      status?.listeners?.find(({ name }) => name === listener.name),
      policyTypes,
    ),
  );
  const conditions = mergeConditions(gateway.conditions, stored, [...gatewayTypes, ...policyTypes]);
  return { ...place, status: { ...status, conditions, listeners } };
}
