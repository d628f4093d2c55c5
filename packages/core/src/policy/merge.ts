import type { JsonObject } from '../text/json.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import type { MergeMode } from './merge-mode.ts';
import type { MergeRules } from './policy-kind.ts';
import type { PolicyPart } from './policy-part.ts';

/** A part with the policy that it is of. */
export interface OwnedPart extends Omit<PolicyPart, 'path'> {
  /** `RetryPolicy/ns/name`. */
  readonly policy: string;
}

/** What the object at the end of a path says itself. */
export interface OwnValues {
  /** `HTTPRoute/ns/r`. */
  readonly object: string;
  readonly spec: JsonObject;
}

/**
 * What the policies on a path come to. `levels` from the GatewayClass down, each with the older policy first, of equal
 * age by namespace and name.
 */
export declare function mergeLevels(
  levels: readonly (readonly OwnedPart[])[],
  own: OwnValues | undefined,
  mode: MergeMode,
  rules: MergeRules,
): EffectivePolicy;
