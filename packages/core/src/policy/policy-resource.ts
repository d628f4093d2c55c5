import type { TargetKind } from './policy-kind.ts';
import type { PolicyPart } from './policy-part.ts';

/** An object or a section of one that a policy found. */
export interface AttachmentPoint {
  readonly kind: TargetKind;
  /** `Gateway/ns/g`. */
  readonly object: string;
  /** `Gateway/ns/g`, or `Gateway/ns/g#listener`: a step of a scope's path. */
  readonly key: string;
}

/** A policy as the engine keeps it once it is read and attached. */
export interface AttachedPolicy {
  /** `RetryPolicy/ns/name`, or `RetryPolicy/name` where it has no namespace. */
  readonly key: string;
  readonly kind: string;
  /** Milliseconds since the epoch; `Number.MAX_SAFE_INTEGER` where it was never created in a cluster. */
  readonly createdAt: number;
  readonly targets: readonly AttachmentPoint[];
  readonly parts: readonly PolicyPart[];
}
