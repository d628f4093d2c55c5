import type { Decision, DecisionRequest, FieldOrigin, JsonValue } from '@routeward/core';

export type Change = 'added' | 'removed' | 'changed';

/** A rule of one virtual host that came, went, does something else or stands elsewhere in the order. */
export interface RuleChange {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly listener: string;
  readonly port: number;
  readonly host: string;
  readonly change: Change | 'reordered';
  /** `HTTPRoute/namespace/name`. */
  readonly route: string;
  readonly rule: number;
  readonly match: number;
  /** The match in words. */
  readonly matches: string;
}

/** A request that gets another answer. */
export interface RequestChange {
  readonly request: DecisionRequest;
  readonly before: Decision;
  readonly after: Decision;
}

export interface ListenerChange {
  readonly gateway: string;
  readonly listener: string;
  readonly change: Change;
}

export interface StatusChange {
  readonly resource: string;
  /** The listener or parent that the condition stands at; empty for the resource's own. */
  readonly part: string;
  readonly condition: string;
  /** `status reason: message`; absent where the condition is not there. */
  readonly before?: string;
  readonly after?: string;
}

/** A value and who set it. */
export interface SetValue {
  readonly value: JsonValue;
  /** `RetryPolicy/namespace/name`; the object itself where the value is its own. */
  readonly policy: string;
  readonly mode: FieldOrigin['mode'];
}

/** A field of an effective policy with another value, or with the same from somebody else. */
export interface FieldChange {
  readonly field: string;
  /** Absent where it was not set. */
  readonly before?: SetValue;
  /** Absent where it is not set any more. */
  readonly after?: SetValue;
}

/** A scope in which policies come to something else. */
export interface PolicyChange {
  readonly kind: string;
  readonly path: readonly string[];
  readonly change: Change;
  readonly fields: readonly FieldChange[];
}

/** What differs between two sets of manifests. */
export interface Changes {
  readonly same: boolean;
  readonly requests: readonly RequestChange[];
  readonly rules: readonly RuleChange[];
  readonly listeners: readonly ListenerChange[];
  readonly backends: readonly { readonly backend: string; readonly change: Change }[];
  readonly policies: readonly PolicyChange[];
  readonly status: readonly StatusChange[];
  readonly resources: readonly { readonly resource: string; readonly change: Change }[];
}
