import { attach, type ParentBinding, type ParentLookup } from '../attachment/attach.ts';
import type { RouteAttachment } from '../attachment/attachment.ts';
import { routeKinds } from '../attachment/route-kind.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import { usedBackends } from '../effective/used-backends.ts';
import { createdAt } from '../resources/created-at.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import { routeConditions } from '../status/route-conditions.ts';
import type { ParentVerdict } from '../status/route-status.ts';
import { attachedListeners, placeRules, RouteRules } from './place-rules.ts';
import { routeFindings } from './route-findings.ts';
import { type ListenerId, type RouteState, toAttachment } from './route-state.ts';

export interface RouteSurroundings {
  readonly lookup: (gatewayKey: string) => ParentLookup;
  readonly serves: (id: ListenerId) => boolean;
}

function bind({ metadata, spec }: HttpRoute, lookup: RouteSurroundings['lookup']): readonly ParentBinding[] {
  const { hostnames = [], parentRefs = [] } = spec;
  return attach({ kind: routeKinds.HTTPRoute, namespace: metadata.namespace, hostnames, parentRefs }, lookup);
}

const toVerdicts = ({ spec }: HttpRoute, { parents }: RouteAttachment): readonly ParentVerdict[] =>
  parents.flatMap(({ index, conditions }) => {
    const ref = spec.parentRefs?.[index];
    return ref ? [{ ref, conditions }] : [];
  });

/** A route without any rule that can be honoured is not accepted; without any rule at all it is. */
const hasValidRule = ({ rules }: ConvertedRoute): boolean =>
  rules.length === 0 || rules.some(({ kind }) => kind === 'valid');

/** What becomes of a route whose rules are converted; `previous` gives the objects that can stay. */
export function computeRoute(
  resource: HttpRoute,
  key: string,
  converted: ConvertedRoute,
  { lookup, serves }: RouteSurroundings,
  previous: RouteState | undefined,
): RouteState {
  const { creationTimestamp, generation } = resource.metadata;
  const identity = { key, createdAt: createdAt(creationTimestamp) };
  const bindings = bind(resource, lookup);
  const attached = attachedListeners(bindings);
  const rules = new RouteRules(converted, identity, previous);
  const placements = placeRules(attached.values(), rules, serves);
  const attachment = toAttachment(key, bindings, (binding) => routeConditions(binding, converted.rules, generation));
  const counted = hasValidRule(converted) ? [...attached] : [];
  return {
    ...identity,
    resource,
    converted,
    rules: rules.byHostname,
    placements,
    accepted: new Map(counted.map(([id, listener]) => [id, listener.id])),
    backends: placements.size > 0 ? usedBackends(converted) : new Set(),
    verdicts: toVerdicts(resource, attachment),
    attachment,
    findings: routeFindings(key, bindings, converted.rules),
  };
}
