import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { ParentReference } from '../resources/object-ref.ts';
import type { RouteParentStatus } from '../resources/route-status.ts';
import { equalData } from '../text/equal-data.ts';
import { isNewer, mergeConditions } from './merge-conditions.ts';
import type { ResourceStatus } from './resource-status.ts';

/** What we say about one parentRef. */
export interface ParentVerdict {
  readonly ref: ParentReference;
  readonly conditions: readonly ComputedCondition[];
}

/** maxItems of RouteStatus.parents. */
const maxParents = 32;

const ownTypes = ['Accepted', 'ResolvedRefs', 'PartiallyInvalid'];

function parentEntry(
  { ref, conditions }: ParentVerdict,
  controllerName: string,
  stored: RouteParentStatus | undefined,
  generation: number | undefined,
  policyTypes: readonly string[],
): object {
  if (stored && isNewer(stored.conditions, ownTypes, generation)) return stored;
  const merged = mergeConditions(conditions, stored?.conditions ?? [], [...ownTypes, ...policyTypes]);
  return { parentRef: ref, controllerName, conditions: merged };
}

/**
 * `status` of a route: an entry for each of its parentRefs that is ours, and other controllers' entries as they are.
 * Entries of ours for parentRefs that are gone or no longer resolve are left out. `policyTypes` are conditions about
 * policies that are ours too.
 */
export function routeStatus(
  route: HttpRoute,
  verdicts: readonly ParentVerdict[],
  controllerName: string,
  policyTypes: readonly string[] = [],
): ResourceStatus {
  const { namespace, name, generation } = route.metadata;
  const stored = route.status?.parents ?? [];
  const foreign = stored.filter((entry) => entry.controllerName !== controllerName);
  const own = stored.filter((entry) => entry.controllerName === controllerName);
  const entries = verdicts.map((verdict) =>
    parentEntry(
      verdict,
      controllerName,
      own.find(({ parentRef }) => equalData(parentRef, verdict.ref)),
      generation,
      policyTypes,
    ),
  );
  return {
    apiVersion: route.apiVersion,
    kind: route.kind,
    metadata: { namespace, name },
    status: { ...route.status, parents: [...foreign, ...entries].slice(0, maxParents) },
  };
}
