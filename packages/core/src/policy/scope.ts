import type { EffectivePolicies, Merger } from './effective-policies.ts';
import type { EffectivePolicyScope } from './effective-policy.ts';
import type { MergeMode } from './merge-mode.ts';
import type { OwnValues } from './owned-part.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { PolicyPoints } from './policy-level.ts';

/** What scopes are made of. */
export interface ScopeSource {
  readonly points: PolicyPoints;
  readonly merged: EffectivePolicies;
}

/** What a rule says itself in the words of a kind. */
export type ReadOwnValues = (kind: PolicyKind, rule: number) => OwnValues | undefined;

/** A path on which policies of a kind apply; where it leads is the same in every mode. */
export class Scope {
  readonly kind: string;
  readonly path: readonly string[];
  readonly #merger: Merger;

  constructor(kind: string, path: readonly string[], merger: Merger) {
    this.kind = kind;
    this.path = path;
    this.#merger = merger;
  }

  in(mode: MergeMode): EffectivePolicyScope {
    const { kind, path } = this;
    const { spec, origins, beaten } = this.#merger.in(mode);
    return { kind, path, spec, origins, beaten };
  }
}
