import type { JsonObject } from '../text/json.ts';

/**
 * `override` beats what stands below it, `default` gives way to it; `direct` affects its target only and is never merged
 * (strategy None of GEP-713).
 */
export type PartMode = 'override' | 'default' | 'direct';

/**
 * What wins or loses as one: `atomic` the whole spec, `patch` each value as RFC 7386 has it, `field` each value as
 * GEP-2649 has it (maps are replaced, lists with a key are merged by it), `rule` each named entry of the kind's
 * `ruleFields`, `custom` what the kind's own function says.
 */
export type Granularity = 'atomic' | 'patch' | 'field' | 'rule' | 'custom';

/** One half of a policy: most have one part; the form with `override` and `default` side by side has two. */
export interface PolicyPart {
  readonly mode: PartMode;
  readonly granularity: Granularity;
  /** The spec proper: without targets and without the words that choose a strategy. */
  readonly spec: JsonObject;
  /** Where it stands in the policy, such as `spec.override`; problems with it are told there. */
  readonly path: string;
}
