import type { HttpRoute } from '../resources/http-route.ts';
import type { JsonObject } from '../text/json.ts';
import type { Granularity, PartMode, PolicyPart } from './policy-part.ts';

/** Kinds of objects that a policy may name; whether sections of them too, a policy kind says. */
export type TargetKind = 'GatewayClass' | 'Gateway' | 'ListenerSet' | 'HTTPRoute' | 'Service' | 'Namespace';

/** A part's mode with its granularity; `none`: the oldest wins and the others are refused. */
export type MergeStrategy =
  | { readonly mode: 'none' }
  | { readonly mode: Exclude<PartMode, 'direct'>; readonly granularity: Granularity };

/** A value that can't be honoured; `path` as in `spec.override.maxRetries`. */
export interface PolicyProblem {
  readonly path: string;
  readonly message: string;
}

/** What a policy's spec says, or what is wrong with it. */
export type PolicyReading =
  /** `warnings`: fields that the API server would drop; they are not in the parts. */
  | { readonly kind: 'read'; readonly parts: readonly PolicyPart[]; readonly warnings: readonly PolicyProblem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** What merging has to know of a kind. Fields are named by their shape, as in `rules[].matches`. */
export interface MergeRules {
  /** Lists whose items are told apart by a key, and the name of that key. */
  readonly listMapKeys?: Readonly<Record<string, string>>;
  /** Objects whose keys the user chooses: replaced as a whole by granularity `field`. */
  readonly mapFields?: readonly string[];
  /** Objects and keyed lists whose entries are merged one by one, each as a whole, by granularity `rule`. */
  readonly ruleFields?: readonly string[];
  /** Granularity `custom`. Must not change its arguments. */
  readonly merge?: (established: JsonObject, challenger: JsonObject, mode: 'override' | 'default') => JsonObject;
}

export interface PolicyKind extends MergeRules {
  readonly group: string;
  /** Ends in `Policy`. */
  readonly kind: string;
  /** The kind's cluster-scoped twin, such as `ClusterRetryPolicy`: its objects are policies of this kind. */
  readonly clusterKind?: string;
  readonly attachment: 'direct' | 'inherited';
  readonly targets: readonly TargetKind[];
  /** Those of `targets` of which a section may be named. */
  readonly sections: readonly TargetKind[];
  /** How targets are chosen: by name, by labels, or either. */
  readonly selection: readonly ('name' | 'labels')[];
  /** The first is meant where a policy does not say. */
  readonly mergeStrategies: readonly MergeStrategy[];
  /** True where traffic must not pass while a policy can't be honoured. */
  readonly protects: boolean;
  readonly read: (spec: JsonObject) => PolicyReading;
  /** What an object says itself, in the words of this kind's spec proper: no default replaces it. */
  readonly ownValues?: (route: HttpRoute, rule: number) => JsonObject | undefined;
}
