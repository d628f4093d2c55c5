import type { ParentBinding } from '../attachment/attach.ts';
import type { RouteAttachment } from '../attachment/attachment.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { ParentVerdict } from '../status/route-status.ts';
import type { Finding } from '../validation/finding.ts';
import type { PolicedRoute } from './policed-route.ts';
import type { BackendUse } from './used-backends.ts';

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

/** Rules and what they were made of. */
export interface MadeRules {
  readonly converted: ConvertedRoute;
  readonly createdAt: number;
  readonly rules: readonly EffectiveRule[];
}

/** Everything that is known of one route; replaced as a whole. */
export interface RouteState {
  /** `HTTPRoute/namespace/name`. */
  readonly key: string;
  readonly resource: HttpRoute;
  readonly createdAt: number;
  readonly converted: ConvertedRoute;
  /** Absent where no policy changes anything. */
  readonly policed?: PolicedRoute;
  /** Sorted rules by variant and by the route's own hostname that they are placed by. */
  readonly rules: ReadonlyMap<string, MadeRules>;
  /** By listener and virtual host. */
  readonly placements: ReadonlyMap<string, Placement>;
  /** Listeners that count it in `attachedRoutes`. */
  readonly accepted: ReadonlyMap<string, ListenerId>;
  /** The backends that its served rules use, by key. */
  readonly backends: ReadonlyMap<string, BackendUse>;
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
