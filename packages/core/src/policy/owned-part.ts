import type { JsonObject } from '../text/json.ts';
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
