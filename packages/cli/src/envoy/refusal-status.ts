import type { Finding, ResourceStatus } from '@routeward/core';
import { statusKey } from '../status/condition-groups.ts';

interface Told {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  /** Only conditions that another controller has written have one. */
  readonly lastTransitionTime?: string;
}

interface Status {
  readonly conditions?: readonly Told[];
  readonly parents?: readonly { readonly conditions: readonly Told[] }[];
}

function replaced(conditions: readonly Told[], condition: Told): readonly Told[] {
  const generation = conditions.find(({ observedGeneration }) => observedGeneration !== undefined)?.observedGeneration;
  const told = generation === undefined ? condition : { ...condition, observedGeneration: generation };
  return [...conditions.filter(({ type }) => type !== condition.type), told];
}

/**
 * What an Envoy refused, on the status of the object that caused it. A route serves what it served before: the
 * condition PartiallyInvalid whose message begins with "Fall Back" (httproute_types.go); a Gateway is not Programmed.
 */
function refusedStatus(status: Status, message: string): Status {
  const fallBack = { type: 'PartiallyInvalid', status: 'True', reason: 'UnsupportedValue' };
  const parents = status.parents?.map((parent) => {
    const foreign = parent.conditions.some(({ lastTransitionTime }) => lastTransitionTime !== undefined);
    if (foreign) return parent;
    return { ...parent, conditions: replaced(parent.conditions, { ...fallBack, message: `Fall Back: ${message}` }) };
  });
  if (parents) return { ...status, parents };
  const notProgrammed = { type: 'Programmed', status: 'False', reason: 'Invalid', message };
  return { ...status, conditions: replaced(status.conditions ?? [], notProgrammed) };
}

/** Statuses with what the Envoys refused and keep their former state of. */
export function withRefusals(
  statuses: readonly ResourceStatus[],
  refused: readonly Finding[],
): readonly ResourceStatus[] {
  if (refused.length === 0) return statuses;
  return statuses.map((resource) => {
    const messages = refused
      .filter((finding) => finding.resource === statusKey(resource))
      .map(({ message }) => message);
    if (messages.length === 0) return resource;
    return { ...resource, status: { ...refusedStatus(resource.status, messages.join('; ')) } };
  });
}
