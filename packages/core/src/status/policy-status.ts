import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { PolicyAncestorStatus, PolicyResource } from '../resources/policy-resource.ts';
import { compareText } from '../text/compare-text.ts';
import { equalData } from '../text/equal-data.ts';
import { isNewer, mergeConditions } from './merge-conditions.ts';
import type { ResourceStatus } from './resource-status.ts';

/** An object that a policy affects, as its status names it. */
export interface AncestorRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
}

/** What we say about one object that a policy affects. */
export interface AncestorVerdict {
  readonly ref: AncestorRef;
  readonly conditions: readonly ComputedCondition[];
}

/** maxItems of PolicyStatus.ancestors. */
const maxAncestors = 16;

const ownTypes = ['Accepted', 'Programmed'];

/** Gateways first: whoever asks what a policy does asks where traffic comes in. */
const rank = ({ kind }: AncestorRef): number => (kind === 'Gateway' ? 0 : 1);

const nameOf = ({ kind, namespace = '', name, sectionName = '' }: AncestorRef): string =>
  [kind, namespace, name, sectionName].join('\0');

function ancestorEntry(
  { ref, conditions }: AncestorVerdict,
  controllerName: string,
  stored: PolicyAncestorStatus | undefined,
  generation: number | undefined,
): object {
  if (stored && isNewer(stored.conditions, ownTypes, generation)) return stored;
  const merged = mergeConditions(conditions, stored?.conditions ?? [], ownTypes);
  return { ancestorRef: ref, controllerName, conditions: merged };
}

/**
 * `status` of a policy: the entries of other controllers as they are, then ours, as many as the list has room for.
 */
export function policyStatus(
  policy: PolicyResource,
  verdicts: readonly AncestorVerdict[],
  controllerName: string,
): ResourceStatus {
  const { namespace, name, generation } = policy.metadata;
  const stored = policy.status?.ancestors ?? [];
  const foreign = stored.filter((entry) => entry.controllerName !== controllerName);
  const own = stored.filter((entry) => entry.controllerName === controllerName);
  const sorted = verdicts.toSorted((a, b) => rank(a.ref) - rank(b.ref) || compareText(nameOf(a.ref), nameOf(b.ref)));
  const room = Math.max(0, maxAncestors - foreign.length);
  const entries = sorted.slice(0, room).map((verdict) =>
    ancestorEntry(
      verdict,
      controllerName,
      own.find(({ ancestorRef }) => equalData(ancestorRef, verdict.ref)),
      generation,
    ),
  );
  return {
    apiVersion: policy.apiVersion,
    kind: policy.kind,
    metadata: { ...(namespace !== undefined && { namespace }), name },
    status: { ...policy.status, ancestors: [...foreign, ...entries] },
  };
}
