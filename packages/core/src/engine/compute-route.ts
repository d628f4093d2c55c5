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
import type { PolicedRoute } from './policed-route.ts';
import { routeFindings } from './route-findings.ts';
import { type ListenerId, type RouteState, toAttachment } from './route-state.ts';
import type { BackendUse } from './used-backends.ts';

export interface RouteSurroundings {
  readonly lookup: (gatewayKey: string) => ParentLookup;
  readonly police: (
    resource: HttpRoute,
    key: string,
    converted: ConvertedRoute,
    ids: Iterable<ListenerId>,
    previous: PolicedRoute | undefined,
  ) => PolicedRoute | undefined;
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

/** The backends of rules, each with the settings that policies give it. */
function usesOf(served: Iterable<ConvertedRoute>, policed: PolicedRoute | undefined): ReadonlyMap<string, BackendUse> {
  const uses = new Map<string, BackendUse>();
  for (const converted of served) {
    for (const key of usedBackends(converted)) uses.set(key, policed?.uses.get(key) ?? { base: key });
  }
  return uses;
}

/** What becomes of a route whose rules are converted; `previous` gives the objects that can stay. */
export function computeRoute(
  resource: HttpRoute,
  key: string,
  converted: ConvertedRoute,
  { lookup, serves, police }: RouteSurroundings,
  previous: RouteState | undefined,
): RouteState {
  const { creationTimestamp, generation } = resource.metadata;
  const identity = { key, createdAt: createdAt(creationTimestamp) };
  const bindings = bind(resource, lookup);
  const attached = attachedListeners(bindings);
  const ids = Array.from(attached.values(), ({ id }) => id);
  const policed = police(resource, key, converted, ids, previous?.policed);
  const rules = new RouteRules(converted, policed, identity, previous);
  const placements = placeRules(attached.values(), rules, serves);
  const attachment = toAttachment(key, bindings, (binding) => routeConditions(binding, converted.rules, generation));
  const counted = hasValidRule(converted) ? [...attached] : [];
  return {
    ...identity,
    resource,
    converted,
    ...(policed && { policed }),
    rules: rules.made,
    placements,
    accepted: new Map(counted.map(([id, listener]) => [id, listener.id])),
    backends: usesOf(placements.size > 0 ? rules.used : [], policed),
    verdicts: toVerdicts(resource, attachment),
    attachment,
    findings: routeFindings(key, bindings, converted.rules),
  };
}
