import type { PathStep } from './hierarchy.ts';
import type { OwnedPart } from './owned-part.ts';
import type { PolicyKind } from './policy-kind.ts';

/** The policies of one kind at one point of the hierarchy. Replaced as a whole: who kept it can tell by identity. */
export interface PolicyLevel {
  /** `Gateway/ns/g#listener`. */
  readonly point: string;
  readonly kind: string;
  /** The older policy first, of equal age by namespace and name. */
  readonly parts: readonly OwnedPart[];
  /** Keys of the policies, in the same order. */
  readonly policies: readonly string[];
  /**
   * Policies that attach here but can't be honoured, of kinds that protect: what is below must not pass traffic.
   */
  readonly broken: readonly BrokenPolicy[];
}

export interface BrokenPolicy {
  readonly policy: string;
  readonly message: string;
}

/** What is attached where. */
export interface PolicyPoints {
  /** By kind; undefined where nothing is attached. */
  at(step: PathStep): ReadonlyMap<string, PolicyLevel> | undefined;
  /** Sections of an object that something is attached to. */
  sectionsOf(object: string): ReadonlySet<string>;
  kind(name: string): PolicyKind | undefined;
}
