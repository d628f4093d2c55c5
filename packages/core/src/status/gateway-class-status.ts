import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { GatewayClass } from '../resources/gateway-class.ts';
import { isNewer, mergeConditions } from './merge-conditions.ts';
import type { ResourceStatus } from './resource-status.ts';
import { supportedFeatures } from './supported-features.ts';

const ownTypes = ['Accepted', 'SupportedVersion'];

/** `status` of a GatewayClass of ours. */
export function gatewayClassStatus(gatewayClass: GatewayClass, computed: readonly ComputedCondition[]): ResourceStatus {
  const { apiVersion, kind, metadata, status } = gatewayClass;
  const place = { apiVersion, kind, metadata: { name: metadata.name } };
  const stored = status?.conditions ?? [];
  if (status && isNewer(stored, ownTypes, metadata.generation)) return { ...place, status };
  const conditions = mergeConditions(computed, stored, ownTypes);
  return {
    ...place,
    status: { ...status, conditions, supportedFeatures: supportedFeatures.map((name) => ({ name })) },
  };
}
