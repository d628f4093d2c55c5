import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import { gatewayGroup } from '../gateways/listener-protocols.ts';
import type { ParentReference } from '../resources/object-ref.ts';

/** Kind and key of the object that a parentRef names; an absent namespace is the route's own. */
export type ParentTarget =
  | { readonly kind: 'gateway'; readonly key: string }
  | { readonly kind: 'other'; readonly key: string };

export function parentTarget(ref: ParentReference, routeNamespace: string): ParentTarget {
  const place = `${ref.namespace ?? routeNamespace}/${ref.name}`;
  if (ref.group === gatewayGroup && ref.kind === 'Gateway') return { kind: 'gateway', key: `Gateway/${place}` };
  return {
    kind: 'other',
    key: `${ref.group === '' || ref.group === gatewayGroup ? '' : `${ref.group}.`}${ref.kind}/${place}`,
  };
}

/** The listeners that a parentRef could mean: all, or those that agree with its sectionName and its port. */
export function candidateListeners(ref: ParentReference, gateway: EvaluatedGateway): readonly EvaluatedListener[] {
  return gateway.listeners.filter(
    ({ name, port }) =>
      (ref.sectionName === undefined || name === ref.sectionName) && (ref.port === undefined || port === ref.port),
  );
}
