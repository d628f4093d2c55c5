import type { ListenerTls } from '../ir/configuration.ts';
import type { Gateway } from '../resources/gateway.ts';
import type { Listener } from '../resources/listener.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { namespaceRule, routeKindRule } from './allowed-routes.ts';
import type { RouteGroupKind } from './evaluated-gateway.ts';
import type { ListenerConflict } from './listener-conflicts.ts';
import { type Checked, type ListenerProblem, notAccepted } from './listener-problem.ts';
import { rulesOf, servedProtocols } from './listener-protocols.ts';
import { checkTls } from './listener-tls.ts';

/** One listener with everything found about it by itself and beside its siblings. */
export interface ListenerCheck {
  readonly listener: Listener;
  /** `spec.listeners[0]`. */
  readonly path: string;
  readonly hostname: string | undefined;
  readonly tls: ListenerTls | undefined;
  readonly supportedKinds: readonly RouteGroupKind[];
  readonly allowsNamespace: (namespace: string) => boolean;
  readonly conflict: ListenerConflict | undefined;
  readonly problems: readonly ListenerProblem[];
}

/** Where a listener stands. */
export interface ListenerPlace {
  readonly snapshot: Snapshot;
  readonly gateway: Gateway;
  readonly conflicts: ReadonlyMap<string, ListenerConflict>;
}

/** An empty hostname means any, as an absent one does. */
export const hostnameOf = ({ hostname }: Listener): string | undefined => hostname?.toLowerCase() || undefined;

/**
 * Filters before routing (GEP-5224) are not supported yet. Serving without them would let in what they are there to
 * keep out, so the listener is refused.
 */
function filterProblems({ filters }: Listener, path: string): readonly ListenerProblem[] {
  if (!filters?.requests?.length) return [];
  const message = 'filters of listeners are not supported';
  return [notAccepted('UnsupportedValue', 'value', `${path}.filters.requests`, message)];
}

function conflictProblems(conflict: ListenerConflict | undefined, path: string): readonly ListenerProblem[] {
  if (!conflict) return [];
  const { reason, others } = conflict;
  const shared = reason === 'ProtocolConflict' ? 'the port but not the protocol' : 'port and hostname';
  const message = `shares ${shared} with listener ${others.join(', ')}`;
  const problem = { rule: 'conflict', reason, path, message } as const;
  return [{ ...problem, condition: 'Conflicted' }];
}

function checkProtocol(place: ListenerPlace, listener: Listener, path: string) {
  const rules = rulesOf(listener.protocol);
  if (!rules) {
    const message = `protocol ${listener.protocol} is not supported, only ${servedProtocols.join(' and ')}`;
    const problems = [notAccepted('UnsupportedProtocol', 'value', `${path}.protocol`, message)];
    return { tls: undefined, supportedKinds: [], problems };
  }
  const tls: Checked<ListenerTls | undefined> = checkTls(place.snapshot, place.gateway, listener, rules, path);
  const kinds = routeKindRule(listener.allowedRoutes, rules, `${path}.allowedRoutes`);
  return { tls: tls.value, supportedKinds: kinds.value, problems: [...tls.problems, ...kinds.problems] };
}

/** Checks the listener at one index of `spec.listeners`. */
export function checkListener(place: ListenerPlace, listener: Listener, index: number): ListenerCheck {
  const path = `spec.listeners[${index}]`;
  const { snapshot, gateway, conflicts } = place;
  const { tls, supportedKinds, problems } = checkProtocol(place, listener, path);
  const { namespace } = gateway.metadata;
  const namespaces = namespaceRule(snapshot, listener.allowedRoutes, namespace, `${path}.allowedRoutes`);
  const conflict = conflicts.get(listener.name);
  return {
    listener,
    path,
    hostname: hostnameOf(listener),
    tls,
    supportedKinds,
    allowsNamespace: namespaces.value,
    conflict,
    problems: [
      ...conflictProblems(conflict, path),
      ...problems,
      ...filterProblems(listener, path),
      ...namespaces.problems,
    ],
  };
}
