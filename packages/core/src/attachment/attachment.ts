import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';

/** Why one listener did not take a route. */
export type RefusalReason = 'NotAllowedByListeners' | 'NoMatchingListenerHostname';

export type ListenerAttachment =
  | {
      readonly kind: 'attached';
      readonly listener: string;
      /** Intersections, each with the route's hostname that it comes from (`*` where the route or both have none). */
      readonly hostnames: readonly { readonly hostname: string; readonly original: string }[];
    }
  | { readonly kind: 'refused'; readonly listener: string; readonly reason: RefusalReason; readonly message: string };

/** What became of one parentRef of a route. */
export interface ParentAttachment {
  /** Index in `spec.parentRefs`. */
  readonly index: number;
  /** `Gateway/namespace/name`. */
  readonly parent: string;
  readonly sectionName?: string;
  readonly port?: number;
  /** One entry for each listener that the parentRef could mean. */
  readonly listeners: readonly ListenerAttachment[];
  readonly conditions: readonly ComputedCondition[];
}

/** A route with what became of each of its parentRefs; parents that are not ours or do not exist have no entry. */
export interface RouteAttachment {
  /** `HTTPRoute/namespace/name`. */
  readonly route: string;
  readonly parents: readonly ParentAttachment[];
  /** parentRefs without an entry, and why (`no such Gateway`, `another controller`). */
  readonly unresolved: readonly { readonly index: number; readonly parent: string; readonly message: string }[];
}
