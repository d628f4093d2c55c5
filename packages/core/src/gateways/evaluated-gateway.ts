import type { GatewayAddress, ListenerProtocol, ListenerTls } from '../ir/configuration.ts';
import type { Condition } from '../resources/condition.ts';
import type { Gateway } from '../resources/gateway.ts';
import type { Finding } from '../validation/finding.ts';

/** A condition as the engine computes it; whoever writes status fills in `lastTransitionTime`. */
export type ComputedCondition = Omit<Condition, 'lastTransitionTime'>;

export interface RouteGroupKind {
  readonly group: string;
  readonly kind: string;
}

/** One listener after its own checks; routes attach to it whether it serves or not (they are still counted). */
export interface EvaluatedListener {
  /** `Gateway/namespace/name`. */
  readonly owner: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: ListenerProtocol | string;
  readonly hostname?: string;
  readonly tls?: ListenerTls;
  /** requested ∩ supported: what `supportedKinds` of the listener's status lists. */
  readonly supportedKinds: readonly RouteGroupKind[];
  /** True for namespaces that `allowedRoutes.namespaces` lets in. */
  readonly allowsNamespace: (namespace: string) => boolean;
  /** True when the listener takes traffic: accepted as the Gateway is, with a certificate and a kind of route to serve. */
  readonly serves: boolean;
  readonly conditions: readonly ComputedCondition[];
}

/** A Gateway of ours after its own checks. */
export interface EvaluatedGateway {
  /** `Gateway/namespace/name`. */
  readonly key: string;
  readonly resource: Gateway;
  readonly listeners: readonly EvaluatedListener[];
  readonly addresses: readonly GatewayAddress[];
  readonly conditions: readonly ComputedCondition[];
  readonly findings: readonly Finding[];
}
