import { pointKey } from '../policy/attachment-point.ts';
import type { PolicyEntry } from '../policy/policy-entry.ts';
import type { TargetOutcome } from '../policy/resolve-targets.ts';
import type { TargetRef } from '../policy/target-ref.ts';

/** What became of one thing that a policy is for. */
export type PolicyTarget = {
  /** Where the policy names it: `spec.targetRefs[0]`; of a selector one for each object that it selects. */
  readonly path: string;
  /** `Kind/namespace/name`, `Kind/name` where it has no namespace; `#` and the section behind it where one is named. */
  readonly target: string;
} & (
  | { readonly kind: 'attached' }
  /** Another policy of a kind that can't be merged was there first; this one has no effect there. */
  | { readonly kind: 'conflicted'; readonly by: string }
  | { readonly kind: 'refused'; readonly reason: 'TargetNotFound' | 'Invalid'; readonly message: string }
);

/** A policy of a known kind and what it is attached to. */
export interface PolicyAttachment {
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly policy: string;
  /** `direct` policies affect their target only, `inherited` ones what is below it too. */
  readonly attachment: 'direct' | 'inherited';
  readonly targets: readonly PolicyTarget[];
  /** Why none of it counts: it can't be read. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

const hasNamespace = ({ kind }: TargetRef): boolean => kind !== 'GatewayClass' && kind !== 'Namespace';

function writtenTarget(ref: TargetRef, namespace: string | undefined): string {
  const place = hasNamespace(ref) ? (ref.namespace ?? namespace) : undefined;
  const object = `${ref.kind}/${place === undefined ? '' : `${place}/`}${ref.name}`;
  return pointKey({ object, ...(ref.sectionName !== undefined && { section: ref.sectionName }) });
}

/** `conflictAt` names who keeps a policy without effect at a point. */
export function policyAttachment(
  entry: PolicyEntry,
  conflictAt: (point: string, entry: PolicyEntry) => string | undefined,
): PolicyAttachment {
  const targetOf = (outcome: TargetOutcome): PolicyTarget => {
    const { path } = outcome.ref;
    if (outcome.kind === 'refused') {
      const { reason, message } = outcome;
      return {
        path,
        target: writtenTarget(outcome.ref, entry.resource.metadata.namespace),
        kind: 'refused',
        reason,
        message,
      };
    }
    const target = pointKey(outcome.point);
    const by = conflictAt(target, entry);
    return by === undefined ? { path, target, kind: 'attached' } : { path, target, kind: 'conflicted', by };
  };
  const { key, kind, outcomes, problems } = entry;
  return { policy: key, attachment: kind.attachment, targets: outcomes.map(targetOf), problems };
}
