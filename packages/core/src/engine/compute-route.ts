import { attach, type ParentBinding, type ParentLookup } from '../attachment/attach.ts';
import type { HostnameIntersection } from '../attachment/hostname-intersection.ts';
import { routeKinds } from '../attachment/route-kind.ts';
import { bestOriginals, createdAt, toEffectiveRules } from '../effective/effective-rules.ts';
import type { ConvertedRoute } from '../effective/http-route.ts';
import { digestOnce } from '../effective/version.ts';
import type { WeightedBackend } from '../ir/backend.ts';
import type { EffectiveRule } from '../ir/configuration.ts';
import type { Filter } from '../ir/filter.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import { routeConditions } from '../status/route-conditions.ts';
import { routeFindings } from './route-findings.ts';
import {
  type ListenerId,
  listenerKey,
  type Placement,
  placementKey,
  type RouteState,
  toAttachment,
} from './route-state.ts';

export interface RouteSurroundings {
  readonly lookup: (gatewayKey: string) => ParentLookup;
  readonly serves: (id: ListenerId) => boolean;
}

/** Rules that came out as they were are the earlier objects, so that hosts and tables can tell by identity. */
function keepKnown(
  fresh: readonly EffectiveRule[],
  known: readonly EffectiveRule[] | undefined,
): readonly EffectiveRule[] {
  if (!known) return fresh;
  const byDigest = new Map(known.map((rule) => [digestOnce(rule), rule]));
  const kept = fresh.map((rule) => byDigest.get(digestOnce(rule)) ?? rule);
  return kept.length === known.length && kept.every((rule, index) => rule === known[index]) ? known : kept;
}

interface Attached {
  readonly id: ListenerId;
  readonly hostnames: readonly HostnameIntersection[];
}

/** The listeners that took the route, each once, with all hostnames that several parentRefs to it may bring. */
function attachedListeners(bindings: readonly ParentBinding[]): ReadonlyMap<string, Attached> {
  const attached = new Map<string, Attached>();
  for (const binding of bindings) {
    if (binding.kind === 'unresolved') continue;
    for (const entry of binding.listeners) {
      if (entry.kind === 'refused') continue;
      const id = { gateway: binding.parent, listener: entry.listener };
      // The hostnames follow from the route and the listener alone: a second parentRef brings the same ones.
      attached.set(listenerKey(id), { id, hostnames: entry.hostnames });
    }
  }
  return attached;
}

function placeRules(
  attached: ReadonlyMap<string, Attached>,
  rulesFor: (original: string) => readonly EffectiveRule[],
  serves: (id: ListenerId) => boolean,
): ReadonlyMap<string, Placement> {
  const placements = new Map<string, Placement>();
  for (const { id, hostnames } of attached.values()) {
    if (!serves(id)) continue;
    for (const [hostname, original] of bestOriginals(hostnames)) {
      const placement = { ...id, hostname, rules: rulesFor(original) };
      if (placement.rules.length > 0) placements.set(placementKey(placement), placement);
    }
  }
  return placements;
}

function* mirrorsOf(filters: readonly Filter[]): Generator<string> {
  for (const filter of filters) if (filter.kind === 'mirror') yield filter.backend;
}

function* usedBy(backends: readonly WeightedBackend[]): Generator<string> {
  for (const backend of backends) {
    if (backend.kind === 'invalid') continue;
    yield backend.backend;
    yield* mirrorsOf(backend.filters);
  }
}

function usedBackends({ rules }: ConvertedRoute): ReadonlySet<string> {
  const used = new Set<string>();
  for (const rule of rules) {
    if (rule.kind === 'leftOut') continue;
    const { action, filters } = rule.content;
    for (const key of mirrorsOf(filters)) used.add(key);
    if (action.kind === 'forward') for (const key of usedBy(action.backends)) used.add(key);
  }
  return used;
}

/** A route without any rule that can be honoured is not accepted; without any rule at all it is. */
const hasValidRule = ({ rules }: ConvertedRoute): boolean =>
  rules.length === 0 || rules.some(({ kind }) => kind === 'valid');

/** What becomes of a route whose rules are converted; `previous` gives the objects that can stay. */
export function computeRoute(
  resource: HttpRoute,
  key: string,
  converted: ConvertedRoute,
  surroundings: RouteSurroundings,
  previous: RouteState | undefined,
): RouteState {
  const { metadata, spec } = resource;
  const identity = { key, createdAt: createdAt(metadata.creationTimestamp) };
  const same = previous?.converted === converted && previous.createdAt === identity.createdAt;
  const rules = new Map<string, readonly EffectiveRule[]>();
  const rulesFor = (original: string): readonly EffectiveRule[] => {
    const known = previous?.rules.get(original);
    const found = rules.get(original) ?? (same ? known : undefined);
    const placed = found ?? keepKnown(toEffectiveRules(converted, identity, original), known);
    rules.set(original, placed);
    return placed;
  };
  const bindings = attach(
    {
      kind: routeKinds.HTTPRoute,
      namespace: metadata.namespace,
      hostnames: spec.hostnames ?? [],
      parentRefs: spec.parentRefs ?? [],
    },
    surroundings.lookup,
  );
  const attached = attachedListeners(bindings);
  const placements = placeRules(attached, rulesFor, surroundings.serves);
  const accepted = hasValidRule(converted) ? [...attached].map(([id, listener]) => [id, listener.id] as const) : [];
  const attachment = toAttachment(key, bindings, (binding) =>
    routeConditions(binding, converted.rules, metadata.generation),
  );
  return {
    key,
    resource,
    createdAt: identity.createdAt,
    converted,
    rules,
    placements,
    accepted: new Map(accepted),
    backends: placements.size > 0 ? usedBackends(converted) : new Set(),
    bindings,
    verdicts: attachment.parents.flatMap(({ index, conditions }) => {
      const ref = spec.parentRefs?.[index];
      return ref ? [{ ref, conditions }] : [];
    }),
    attachment,
    findings: routeFindings(key, bindings, converted.rules),
  };
}
