import type { RouteAttachment } from '../attachment/attachment.ts';
import type { EffectiveConfiguration, GatewayAddress } from '../ir/configuration.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import type { MergeMode } from '../policy/merge-mode.ts';
import type { PolicyKind } from '../policy/policy-kind.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import type { Finding } from '../validation/finding.ts';
import type { PolicyAttachment } from './policy-attachments.ts';

export interface EngineOptions {
  /** `routeward.dev/gateway-controller` unless set. */
  readonly controllerName?: string;
  /**
   * Lets endpoints be loopback addresses and DNS names. Off unless set: whoever may write EndpointSlices could
   * otherwise reach what listens on the gateway's own machine (CVE-2021-25740).
   */
  readonly allowLoopbackEndpoints?: boolean;
  /** Whether an address that a Gateway asks for can be bound. Every one can unless set. */
  readonly isUsableAddress?: (address: GatewayAddress) => boolean;
  /** Kinds of policies beside the built-in ones and those that manifests declare. */
  readonly policyKinds?: readonly PolicyKind[];
  /** How policies are merged into the configuration: `classic` unless set. */
  readonly policyMode?: MergeMode;
}

export type ResourceChange =
  | { readonly kind: 'upsert'; readonly resource: Resource }
  /** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
  | { readonly kind: 'delete'; readonly key: string };

/** What one `apply` did. */
export interface EngineUpdate {
  readonly configuration: EffectiveConfiguration;
  /**
   * Each status that has to be written, sorted by key: this change touched it or its resource, and it differs from what
   * stands in the resource. Objects of earlier updates come again where nothing in them changed.
   */
  readonly statusChanges: readonly ResourceStatus[];
  /** Keys of the Gateways whose effective configuration changed, sorted. */
  readonly changedGateways: readonly string[];
}

/** Computes the effective configuration and keeps it up to date; a reader never sees half a change. */
export interface Engine {
  /** Recomputes what the changes reach and swaps at once. Never throws for bad input. */
  apply(changes: Iterable<ResourceChange>): EngineUpdate;
  readonly configuration: EffectiveConfiguration;
  /**
   * The status of every GatewayClass and Gateway of ours, of every route and policy, sorted by key. Entries of other
   * controllers are kept; a route without a parent of ours has only those.
   */
  status(): readonly ResourceStatus[];
  /** What concerns more than one object: references, attachment, conflicts; sorted by resource and path. */
  findings(): readonly Finding[];
  /** Sorted by route. */
  attachments(): readonly RouteAttachment[];
  /**
   * What the policies of each kind come to on each path of the hierarchy that any of them applies to; paths in the order
   * of the objects that they end with. In the engine's own mode unless set.
   */
  policies(mode?: MergeMode): readonly EffectivePolicyScope[];
  /** What each policy of a known kind is attached to, and what it is refused or kept from; sorted by policy. */
  policyAttachments(): readonly PolicyAttachment[];
  /** Kinds of policies that are known: built in, registered, declared by manifests. Sorted by name. */
  policyKinds(): readonly PolicyKind[];
  resource(key: string): Resource | undefined;
  /** Sorted by key. */
  resources(): readonly Resource[];
}
