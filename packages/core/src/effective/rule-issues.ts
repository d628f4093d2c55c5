import type { InvalidBackendReason } from '../ir/backend.ts';

export type RuleIssueReason = 'UnsupportedValue' | 'IncompatibleFilters';

/** Why a rule can't be honoured as it is written. */
export interface RuleIssue {
  /** As in `spec.rules[0].matches[1].path`. */
  readonly path: string;
  readonly reason: RuleIssueReason;
  readonly message: string;
}

/** A reference that leads nowhere: the rule stays, and the share of its traffic gets 500. */
export interface ReferenceIssue {
  readonly path: string;
  readonly reason: InvalidBackendReason;
  readonly message: string;
}

/** What the author of a rule should know though it is honoured as it is written. */
export interface RuleWarning {
  readonly path: string;
  readonly message: string;
}

/** Collects what one rule's conversion meets. */
export interface RuleIssues {
  /** The rule is left out. */
  readonly unsupported: RuleIssue[];
  /** The rule keeps its place and answers 500, as its requests must not pass without the filter. */
  readonly closed: RuleIssue[];
  /** The same, for a filter that can't be found: a matter of ResolvedRefs. */
  readonly unresolvedFilters: ReferenceIssue[];
  readonly references: ReferenceIssue[];
  readonly warnings: RuleWarning[];
}

export const noIssues = (): RuleIssues => ({
  unsupported: [],
  closed: [],
  unresolvedFilters: [],
  references: [],
  warnings: [],
});
