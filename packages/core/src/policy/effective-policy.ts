import type { JsonObject, JsonValue } from '../text/json.ts';
import type { PartMode } from './policy-part.ts';

/** Where a value comes from. */
export interface FieldOrigin {
  /** `RetryPolicy/namespace/name`; for a value of the object's own the object, such as `HTTPRoute/namespace/name`. */
  readonly policy: string;
  /** `object`: a value that stands in the object itself, which no default replaces. */
  readonly mode: PartMode | 'object';
  /** Where it stands in that part's spec, if that is another place: an item of a list that was merged by key. */
  readonly field?: string;
  /** A kind's own function made it; it stands nowhere. */
  readonly made?: true;
}

/** A value that gave way to another one. */
export interface BeatenValue {
  /** In the effective spec. */
  readonly field: string;
  readonly policy: string;
  readonly mode: PartMode | 'object';
  readonly value: JsonValue;
}

/** What several policies of one kind come to. Frozen; paths as findings write them. */
export interface EffectivePolicy {
  readonly spec: JsonObject;
  /** By the path of each value in `spec`: scalars, lists, empty objects. */
  readonly origins: Readonly<Record<string, FieldOrigin>>;
  /** Sorted by field, then in the order in which they would have come next. */
  readonly beaten: readonly BeatenValue[];
}

/** The effective policy of one kind on one path of the hierarchy. */
export interface EffectivePolicyScope extends EffectivePolicy {
  /** Such as `RetryPolicy`. */
  readonly kind: string;
  /**
   * From the top down: `GatewayClass/c`, `Gateway/ns/g`, `HTTPRoute/ns/r`, `Service/ns/s`; where a policy attaches
   * there also `Namespace/ns` and sections: `Gateway/ns/g#listener`, `HTTPRoute/ns/r#rule`, `Service/ns/s#port`.
   */
  readonly path: readonly string[];
}
