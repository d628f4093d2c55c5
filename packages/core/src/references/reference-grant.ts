import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What a reference points at. */
export interface ReferenceTarget {
  /** Empty for core kinds. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Whether a reference is allowed: within one namespace always, across namespaces only by a ReferenceGrant in the
 * target's namespace of which one `from` and one `to` entry fit exactly; `to` without a name means all names (GEP-709).
 * A cluster-scoped policy, whose namespace is empty, may refer to anything: whoever may write one answers for all
 * namespaces, and no grant could name it. It does not look whether the target exists, so that a refusal tells nothing about another namespace.
 */
export function isPermitted(snapshot: Snapshot, from: ReferenceSource, to: ReferenceTarget): boolean {
  if (from.namespace === to.namespace || from.namespace === '') return true;
  return snapshot
    .grantsFor(to.namespace, from)
    .some((grant) =>
      grant.spec.to.some(
        (entry) => entry.group === to.group && entry.kind === to.kind && (!entry.name || entry.name === to.name),
      ),
    );
}

/** The message of every `RefNotPermitted`: the same whether the target exists or not. */
export const notPermitted = (from: ReferenceSource, to: ReferenceTarget): string =>
  `no ReferenceGrant in namespace ${to.namespace} lets ${from.kind} of namespace ${from.namespace} refer to ${to.kind} ${to.name}`;
