import type { BackendObject, InvalidBackendReason } from '../ir/backend.ts';
import type { BackendSettings } from '../ir/backend-settings.ts';
import type { RouteAction, RuleSettings, SecretReference } from '../ir/configuration.ts';
import type { Filter } from '../ir/filter.ts';
import type { EffectivePolicy } from './effective-policy.ts';

/** The part of a rule that policies may change. */
export interface PolicedRule {
  readonly filters: readonly Filter[];
  readonly action: RouteAction;
  readonly settings: RuleSettings;
}

/** Effective policies by kind. */
export type PoliciesByKind = ReadonlyMap<string, EffectivePolicy>;

/** The effective policies of one rule of one route at one listener. */
export interface RulePolicies {
  /** Of the rule as a whole. */
  readonly rule: PoliciesByKind;
  /** Of one of its backends, as reached by this rule; what `rule` has is merged into it. */
  readonly backend: (ref: BackendObject) => PoliciesByKind;
  /**
   * Policies of protecting kinds that attach on this rule's path and can't be honoured: the rule has to be closed.
   */
  readonly broken: readonly { readonly policy: string; readonly message: string }[];
}

export type FoundBackend =
  /** `key` of an `EffectiveBackend` that will be there. */
  | { readonly kind: 'backend'; readonly key: string; readonly ref: BackendObject }
  | { readonly kind: 'invalid'; readonly reason: InvalidBackendReason; readonly message: string };

export type FoundSecret =
  | { readonly kind: 'secret'; readonly secret: SecretReference }
  | { readonly kind: 'invalid'; readonly message: string };

/** What a policy's values refer to; asked on behalf of the policy, from its namespace, with grants for its kind. */
export interface PolicyReferences {
  readonly backend: (
    policy: string,
    ref: { readonly name: string; readonly namespace?: string; readonly port: number },
  ) => FoundBackend;
  /** A Secret or ConfigMap that has to hold all of `fields`; none: that has to hold something. */
  readonly secret: (
    policy: string,
    ref: { readonly kind: 'Secret' | 'ConfigMap'; readonly name: string; readonly namespace?: string },
    fields: readonly string[],
  ) => FoundSecret;
}

/** A rule with its policies applied. */
export interface AppliedPolicies {
  readonly rule: PolicedRule;
  /**
   * Settings by the key that the rule's backend has so far (`Service/ns/name/port`). The engine gives such a backend a
   * key of its own, by the settings' digest.
   */
  readonly backendSettings: ReadonlyMap<string, BackendSettings>;
  /** Values that could not be honoured here, by policy. Told as findings and as conditions of the policy. */
  readonly problems: readonly { readonly policy: string; readonly path: string; readonly message: string }[];
}

/**
 * What effective policies change in a rule; called once for each rule at each listener where any applies. Pure: what
 * it needs beside its arguments it asks of `references`. Must be deterministic, as results are shared.
 */
export type ApplyPolicies = (
  rule: PolicedRule,
  policies: RulePolicies,
  references: PolicyReferences,
) => AppliedPolicies;
