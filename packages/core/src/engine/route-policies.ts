import type { ConvertedRoute } from '../effective/http-route.ts';
import type { ApplyPolicies, PolicyReferences } from '../policy/apply-hook.ts';
import type { ListenerPlace, RoutePlace } from '../policy/hierarchy.ts';
import type { OwnValues } from '../policy/owned-part.ts';
import type { PolicyKind } from '../policy/policy-kind.ts';
import type { PolicyLevel } from '../policy/policy-level.ts';
import { levelsBelow, type RuleSource, rulePolicies } from '../policy/rule-policies.ts';
import { contentTopics, heldContent } from '../references/held-content.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Topic } from '../snapshot/topics.ts';
import type { AskBackend, BackendChecks } from './backend-checks.ts';
import { type Policing, policeRule } from './police-rule.ts';
import { type PolicedRoute, policyOwner, type RouteVariant } from './policed-route.ts';
import type { PolicyTable } from './policy-table.ts';
import type { RoutePlaces } from './route-place.ts';
import { type ListenerId, listenerKey } from './route-state.ts';
import { TopicIndex } from './topic-index.ts';

export interface RoutePolicyOptions {
  readonly snapshot: Snapshot;
  readonly checks: BackendChecks;
  readonly table: PolicyTable;
  readonly places: RoutePlaces;
  readonly source: RuleSource;
  readonly apply: ApplyPolicies;
}

export const ownValuesOf =
  (route: HttpRoute, key: string) =>
  (kind: PolicyKind, rule: number): OwnValues | undefined => {
    const spec = kind.ownValues?.(route, rule);
    return spec && { object: key, spec };
  };

const sameLevels = (a: readonly PolicyLevel[], b: readonly PolicyLevel[] | undefined): boolean =>
  a.length === b?.length && a.every((level, index) => level === b[index]);

/** Applies policies to routes, and remembers what that depended on. */
export class RoutePolicies {
  readonly #options: RoutePolicyOptions;
  readonly #contents = new TopicIndex<string>();
  readonly #topics = new Map<string, readonly Topic[]>();

  constructor(options: RoutePolicyOptions) {
    this.#options = options;
  }

  /** Routes whose policies refer to what touched topics concern. */
  readersOf(touched: Iterable<Topic>): ReadonlySet<string> {
    return this.#contents.readersOf(touched);
  }

  forget(route: string): void {
    this.#settle(route, new Set());
    this.#options.checks.forget(policyOwner(route));
  }

  /** Undefined where no policy applies. `stale`: what policies refer to has changed. */
  police(
    resource: HttpRoute,
    key: string,
    converted: ConvertedRoute,
    ids: Iterable<ListenerId>,
    previous: PolicedRoute | undefined,
    stale: boolean,
  ): PolicedRoute | undefined {
    const { table, places, source, checks } = this.#options;
    if (table.isEmpty && !previous) return undefined;
    const place = places.place(key, resource.metadata.namespace, converted, ids);
    const inputs = new Map<string, readonly PolicyLevel[]>();
    for (const listener of place.listeners) {
      const levels = levelsBelow(place, listener, source);
      if (levels.length > 0) inputs.set(listenerKey(listener), levels);
    }
    if (inputs.size === 0) {
      if (previous) this.forget(key);
      return undefined;
    }
    if (!stale && previous?.source === converted && sameInputs(inputs, previous.inputs)) {
      return { ...previous, place };
    }
    return checks.record(policyOwner(key), (ask) => this.#make(resource, place, converted, inputs, ask));
  }

  #make(
    resource: HttpRoute,
    place: RoutePlace,
    converted: ConvertedRoute,
    inputs: ReadonlyMap<string, readonly PolicyLevel[]>,
    ask: AskBackend,
  ): PolicedRoute {
    const topics = new Set<Topic>();
    const references = this.#references(ask, topics);
    const policing: Policing = { apply: this.#options.apply, references, uses: new Map(), problems: [] };
    const variants = new Map<string, RouteVariant>();
    const made: { readonly levels: readonly PolicyLevel[]; readonly variant: RouteVariant }[] = [];
    for (const listener of place.listeners) {
      const id = listenerKey(listener);
      const levels = inputs.get(id);
      if (!levels) continue;
      let variant = made.find((entry) => sameLevels(levels, entry.levels))?.variant;
      if (!variant) {
        variant = { key: id, converted: this.#convert(resource, place, listener, converted, policing) };
        made.push({ levels, variant });
      }
      variants.set(id, variant);
    }
    this.#settle(place.key, topics);
    return { source: converted, place, inputs, variants, uses: policing.uses, problems: policing.problems };
  }

  #convert(
    resource: HttpRoute,
    route: RoutePlace,
    listener: ListenerPlace,
    converted: ConvertedRoute,
    policing: Policing,
  ): ConvertedRoute {
    const { source, places } = this.#options;
    const own = ownValuesOf(resource, route.key);
    const rules = converted.rules.map((rule) => {
      const place = route.rules.find(({ index }) => index === rule.index);
      if (!place) return rule;
      const policies = rulePolicies({ route, listener, rule: place }, source, own, (ref) => places.service(ref));
      return policeRule(rule, policies, policing);
    });
    return { rules };
  }

  #references(ask: AskBackend, topics: Set<Topic>): PolicyReferences {
    const { snapshot } = this.#options;
    return {
      backend: (policy, { name, namespace, port }) => {
        const from = this.#sourceOf(policy);
        const ref = { group: '', kind: 'Service', name, port, ...(namespace !== undefined && { namespace }) };
        const answer = ask(from, ref);
        if (answer.kind === 'checked') return { kind: 'backend', key: answer.key, ref: answer.ref };
        return { kind: 'invalid', reason: answer.reason, message: answer.message };
      },
      secret: (policy, ref, fields) => {
        const from = this.#sourceOf(policy);
        for (const topic of contentTopics(from, ref)) topics.add(topic);
        return heldContent(snapshot, from, ref, fields);
      },
    };
  }

  #sourceOf(policy: string): ReferenceSource {
    const entry = this.#options.table.entry(policy);
    const { group = '', kind = '' } = entry?.kind ?? {};
    return { group, kind, namespace: entry?.resource.metadata.namespace ?? '' };
  }

  #settle(route: string, topics: ReadonlySet<Topic>): void {
    this.#contents.delete(route, this.#topics.get(route) ?? []);
    if (topics.size === 0) {
      this.#topics.delete(route);
      return;
    }
    this.#topics.set(route, [...topics]);
    this.#contents.add(route, topics);
  }
}

const sameInputs = (
  a: ReadonlyMap<string, readonly PolicyLevel[]>,
  b: ReadonlyMap<string, readonly PolicyLevel[]>,
): boolean => a.size === b.size && [...a].every(([key, levels]) => sameLevels(levels, b.get(key)));
