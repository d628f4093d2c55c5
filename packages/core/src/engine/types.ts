import type { RouteAttachment } from '../attachment/attachment.ts';
import type { EffectiveConfiguration } from '../ir/configuration.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import type { Finding } from '../validation/finding.ts';

export interface EngineOptions {
  /** `routeward.dev/gateway-controller` unless set. */
  readonly controllerName?: string;
}

export type ResourceChange =
  | { readonly kind: 'upsert'; readonly resource: Resource }
  /** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
  | { readonly kind: 'delete'; readonly key: string };

/** What one `apply` did. */
export interface EngineUpdate {
  readonly configuration: EffectiveConfiguration;
  /** Status of each resource whose status this change touched, sorted by key. */
  readonly statusChanges: readonly ResourceStatus[];
  /** Keys of the Gateways whose effective configuration changed. */
  readonly changedGateways: readonly string[];
}

/** Computes the effective configuration and keeps it up to date; a reader never sees half a change. */
export interface Engine {
  /** Recomputes what the changes reach and swaps at once. Never throws for bad input. */
  apply(changes: Iterable<ResourceChange>): EngineUpdate;
  readonly configuration: EffectiveConfiguration;
  /** Every resource's status as the controller would write it, sorted by key; foreign entries are kept. */
  status(): readonly ResourceStatus[];
  /** What concerns more than one object: references, attachment, conflicts; sorted by resource and path. */
  findings(): readonly Finding[];
  /** Sorted by route. */
  attachments(): readonly RouteAttachment[];
  resource(key: string): Resource | undefined;
  resources(): readonly Resource[];
}
