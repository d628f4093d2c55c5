import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import type { ParentReference } from '../resources/object-ref.ts';
import type { ListenerAttachment, RefusalReason } from './attachment.ts';
import { intersectHostnames } from './hostname-intersection.ts';
import { candidateListeners, parentTarget } from './parent-ref.ts';
import type { RouteKind } from './route-kind.ts';

/** The part of a route that attachment looks at, whatever its kind. */
export interface AttachableRoute {
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly hostnames: readonly string[];
  readonly parentRefs: readonly ParentReference[];
}

/** What stands behind a parentRef's name. */
export type ParentLookup =
  | { readonly kind: 'ours'; readonly gateway: EvaluatedGateway }
  /** `wrong`: a mistake of the author; otherwise the parent is somebody else's. */
  | { readonly kind: 'unresolved'; readonly message: string; readonly wrong: boolean };

export type AttachmentFailure = RefusalReason | 'NoMatchingParent';

/** What became of one parentRef, before anything is known of the route's rules. */
export type ParentBinding =
  | {
      readonly kind: 'resolved';
      readonly index: number;
      readonly ref: ParentReference;
      /** `Gateway/namespace/name`. */
      readonly parent: string;
      readonly listeners: readonly ListenerAttachment[];
      /** Absent where the route is attached to at least one listener. */
      readonly failure?: { readonly reason: AttachmentFailure; readonly message: string };
    }
  | {
      readonly kind: 'unresolved';
      readonly index: number;
      readonly parent: string;
      readonly message: string;
      readonly wrong: boolean;
    };

function kindName({ group, kind }: { group: string; kind: string }): string {
  return `${group}/${kind}`;
}

function attachToListener(route: AttachableRoute, listener: EvaluatedListener): ListenerAttachment {
  const refuse = (reason: RefusalReason, message: string): ListenerAttachment => ({
    kind: 'refused',
    listener: listener.name,
    reason,
    message: `listener ${listener.name} ${message}`,
  });
  const { group, kind } = route.kind;
  if (!listener.supportedKinds.some((allowed) => allowed.group === group && allowed.kind === kind)) {
    const kinds = listener.supportedKinds.map(kindName).join(', ') || 'no kind of route';
    return refuse('NotAllowedByListeners', `does not take ${kind}; it takes ${kinds}`);
  }
  if (!listener.allowsNamespace(route.namespace)) {
    return refuse('NotAllowedByListeners', `does not take routes from namespace ${route.namespace}`);
  }
  const hostnames = intersectHostnames(listener.hostname, route.kind.hasHostnames ? route.hostnames : []);
  if (hostnames.length === 0) {
    const wanted = route.hostnames.join(', ');
    return refuse('NoMatchingListenerHostname', `has hostname ${listener.hostname}, which none of ${wanted} meets`);
  }
  return { kind: 'attached', listener: listener.name, hostnames };
}

function noMatchingParent(ref: ParentReference, gateway: EvaluatedGateway): string {
  const wanted = [
    ...(ref.sectionName === undefined ? [] : [`name ${ref.sectionName}`]),
    ...(ref.port === undefined ? [] : [`port ${ref.port}`]),
  ];
  return `${gateway.key} has no listener with ${wanted.join(' and ') || 'any name'}`;
}

/**
 * Which of several failures is reported is left open by the specification: a missing hostname where a listener would
 * take the route otherwise, as that is the nearest to success, else the listeners' refusal.
 */
function failureOf(
  ref: ParentReference,
  gateway: EvaluatedGateway,
  listeners: readonly ListenerAttachment[],
): { reason: AttachmentFailure; message: string } | undefined {
  if (listeners.length === 0) return { reason: 'NoMatchingParent', message: noMatchingParent(ref, gateway) };
  if (listeners.some(({ kind }) => kind === 'attached')) return undefined;
  const refused = listeners.flatMap((entry) => (entry.kind === 'refused' ? [entry] : []));
  const byHostname = refused.filter(({ reason }) => reason === 'NoMatchingListenerHostname');
  const reported = byHostname.length > 0 ? byHostname : refused;
  const reason = byHostname.length > 0 ? 'NoMatchingListenerHostname' : 'NotAllowedByListeners';
  return { reason, message: reported.map(({ message }) => message).join('; ') };
}

/** Decides on each parentRef by itself; one listener that takes the route is enough. */
export function attach(route: AttachableRoute, lookup: (gatewayKey: string) => ParentLookup): readonly ParentBinding[] {
  return route.parentRefs.map((ref, index): ParentBinding => {
    const target = parentTarget(ref, route.namespace);
    if (target.kind === 'other') {
      const message = `${ref.kind} is not a kind of parent known here`;
      return { kind: 'unresolved', index, parent: target.key, message, wrong: true };
    }
    const found = lookup(target.key);
    if (found.kind === 'unresolved') return { ...found, index, parent: target.key };
    const { gateway } = found;
    const listeners = candidateListeners(ref, gateway).map((listener) => attachToListener(route, listener));
    const failure = failureOf(ref, gateway, listeners);
    return { kind: 'resolved', index, ref, parent: gateway.key, listeners, ...(failure && { failure }) };
  });
}
