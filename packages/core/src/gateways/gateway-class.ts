import type { Gateway } from '../resources/gateway.ts';
import type { GatewayClass } from '../resources/gateway-class.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding } from '../validation/finding.ts';
import { toConditions } from './conditions.ts';
import type { ComputedCondition } from './evaluated-gateway.ts';

export const defaultControllerName = 'routeward.dev/gateway-controller';

export interface ControllerOptions {
  /** `routeward.dev/gateway-controller` unless set. */
  readonly controllerName?: string | undefined;
}

/** A GatewayClass of ours after its own checks. */
export interface EvaluatedGatewayClass {
  /** `GatewayClass/name`. */
  readonly key: string;
  readonly resource: GatewayClass;
  readonly accepted: boolean;
  readonly conditions: readonly ComputedCondition[];
  readonly findings: readonly Finding[];
}

/** Whose a Gateway is. Those of others get no status and no configuration from us. */
export type GatewayOwner =
  | { readonly kind: 'ours'; readonly gatewayClass: EvaluatedGatewayClass }
  | { readonly kind: 'other-controller'; readonly controllerName: string; readonly message: string }
  | { readonly kind: 'no-class'; readonly message: string };

const isOurs = (gatewayClass: GatewayClass, { controllerName = defaultControllerName }: ControllerOptions): boolean =>
  gatewayClass.spec.controllerName === controllerName;

/**
 * Undefined for the class of another controller. No kind of parameters is known, so a class with a parametersRef can't
 * be honoured, and serving without what it asks for could open what it closes.
 */
export function evaluateGatewayClass(
  gatewayClass: GatewayClass,
  options: ControllerOptions = {},
): EvaluatedGatewayClass | undefined {
  if (!isOurs(gatewayClass, options)) return undefined;
  const key = resourceKey(gatewayClass);
  const { parametersRef } = gatewayClass.spec;
  const accepted = parametersRef === undefined;
  const message = accepted
    ? 'the class is accepted'
    : `spec.parametersRef: parameters of kind ${parametersRef.kind} are not supported`;
  const reason = accepted ? 'Accepted' : 'InvalidParameters';
  const conditions = toConditions(
    [{ type: 'Accepted', status: accepted ? 'True' : 'False', reason, message }],
    gatewayClass.metadata.generation,
  );
  const finding: Finding = { severity: 'error', rule: 'reference', resource: key, path: 'spec.parametersRef', message };
  return { key, resource: gatewayClass, accepted, conditions, findings: accepted ? [] : [finding] };
}

/** Looks up a Gateway's class. */
export function ownerOf(snapshot: Snapshot, gateway: Gateway, options: ControllerOptions = {}): GatewayOwner {
  const name = gateway.spec.gatewayClassName;
  const gatewayClass = snapshot.findCluster('GatewayClass', name);
  if (!gatewayClass) return { kind: 'no-class', message: `no GatewayClass ${name}` };
  const evaluated = evaluateGatewayClass(gatewayClass, options);
  if (evaluated) return { kind: 'ours', gatewayClass: evaluated };
  const { controllerName } = gatewayClass.spec;
  const message = `GatewayClass ${name} belongs to controller ${controllerName}`;
  return { kind: 'other-controller', controllerName, message };
}
