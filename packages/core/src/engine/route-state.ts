import type { ParentBinding } from '../attachment/attach.ts';
import type { RouteAttachment } from '../attachment/attachment.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { ParentVerdict } from '../status/route-status.ts';
import type { Finding } from '../validation/finding.ts';

/** A listener, by its Gateway's key and its own name. */
export interface ListenerId {
  readonly gateway: string;
  readonly listener: string;
}

/** A route's rules in one virtual host. */
export interface Placement extends ListenerId {
  readonly hostname: string;
  readonly rules: readonly EffectiveRule[];
}

/** Everything that is known of one route; replaced as a whole. */
export interface RouteState {
  /** `HTTPRoute/namespace/name`. */
  readonly key: string;
  readonly resource: HttpRoute;
  readonly createdAt: number;
  readonly converted: ConvertedRoute;
  /** Sorted rules by the route's own hostname that they are placed by. */
  readonly rules: ReadonlyMap<string, readonly EffectiveRule[]>;
  /** By listener and virtual host. */
  readonly placements: ReadonlyMap<string, Placement>;
  /** Listeners that count it in `attachedRoutes`. */
  readonly accepted: ReadonlyMap<string, ListenerId>;
  /** Keys of the backends that its served rules use. */
  readonly backends: ReadonlySet<string>;
  readonly verdicts: readonly ParentVerdict[];
  readonly attachment: RouteAttachment;
  readonly findings: readonly Finding[];
}

export const listenerKey = ({ gateway, listener }: ListenerId): string => `${gateway}/${listener}`;

export const placementKey = (place: Omit<Placement, 'rules'>): string => `${listenerKey(place)}/${place.hostname}`;

/** The resolved bindings of a route with what each is told. */
export function toAttachment(
  route: string,
  bindings: readonly ParentBinding[],
  conditions: (binding: Extract<ParentBinding, { kind: 'resolved' }>) => readonly ComputedCondition[],
): RouteAttachment {
  const parents: RouteAttachment['parents'][number][] = [];
  const unresolved: RouteAttachment['unresolved'][number][] = [];
  for (const binding of bindings) {
    const { index, parent } = binding;
    if (binding.kind === 'unresolved') {
      unresolved.push({ index, parent, message: binding.message });
      continue;
    }
    const { sectionName, port } = binding.ref;
    parents.push({
      index,
      parent,
      ...(sectionName !== undefined && { sectionName }),
      ...(port !== undefined && { port }),
      listeners: binding.listeners,
      conditions: conditions(binding),
    });
  }
  return { route, parents, unresolved };
}
