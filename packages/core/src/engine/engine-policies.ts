import type { ConvertedRoute } from '../effective/http-route.ts';
import { applyPolicies, builtInPolicyKinds } from '../policy/built-in-policies.ts';
import { EffectivePolicies } from '../policy/effective-policies.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import { defaultMergeMode, type MergeMode } from '../policy/merge-mode.ts';
import { PolicyKinds } from '../policy/policy-kinds.ts';
import { classScopes, gatewayScopes, routeScopes, type ScopeSource } from '../policy/scopes.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import { isPolicyKindName } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { BackendChecks } from './backend-checks.ts';
import type { ChangedResources } from './changed-resources.ts';
import type { GatewayTable } from './gateway-table.ts';
import type { PolicedRoute } from './policed-route.ts';
import { PolicyEffects } from './policy-effects.ts';
import { type PolicyChanges, PolicyTable } from './policy-table.ts';
import { RoutePlaces } from './route-place.ts';
import { ownValuesOf, RoutePolicies } from './route-policies.ts';
import type { ListenerId, RouteState } from './route-state.ts';
import { ScopeBook } from './scope-book.ts';
import type { EngineOptions } from './types.ts';

/** Where the engine keeps what scopes are about. */
export interface ScopeObjects {
  readonly route: (key: string) => RouteState | undefined;
  readonly attachedRoutes: (gateway: string) => (listener: string) => number;
}

/** Everything about policies that the engine keeps. */
export class EnginePolicies {
  readonly kinds: PolicyKinds;
  readonly table: PolicyTable;
  readonly routes: RoutePolicies;
  readonly effects = new PolicyEffects();
  readonly mode: MergeMode;
  readonly #gateways: GatewayTable;
  readonly #places: RoutePlaces;
  readonly #merged = new EffectivePolicies();
  readonly #book: ScopeBook;
  readonly #objects: ScopeObjects;

  constructor(
    snapshot: Snapshot,
    checks: BackendChecks,
    gateways: GatewayTable,
    objects: ScopeObjects,
    { policyKinds = [], policyMode = defaultMergeMode }: EngineOptions,
  ) {
    this.kinds = new PolicyKinds([...builtInPolicyKinds, ...policyKinds]);
    this.table = new PolicyTable(snapshot, this.kinds);
    this.mode = policyMode;
    this.#gateways = gateways;
    this.#objects = objects;
    this.#places = new RoutePlaces(snapshot, gateways);
    const source = this.#source(policyMode);
    const { table } = this;
    this.routes = new RoutePolicies({ snapshot, checks, table, places: this.#places, source, apply: applyPolicies });
    this.#book = new ScopeBook((key, mode) => this.#scopesOf(key, mode));
  }

  update({ keys, topics }: ChangedResources): PolicyChanges {
    const policies = [...keys].filter((key) => isPolicyKindName(key.slice(0, key.indexOf('/'))));
    return this.table.update(policies, topics);
  }

  police(
    resource: HttpRoute,
    key: string,
    converted: ConvertedRoute,
    ids: Iterable<ListenerId>,
    previous: PolicedRoute | undefined,
    stale: boolean,
  ): PolicedRoute | undefined {
    return this.routes.police(resource, key, converted, ids, previous, stale);
  }

  /** What was recomputed: its scopes and its part in what policies do are others now. */
  settle(objects: Iterable<string>): void {
    const touched = [...objects];
    this.#book.touch(touched);
    for (const key of touched) {
      const problems = this.#objects.route(key)?.policed?.problems ?? [];
      this.effects.replace(key, this.table.isEmpty ? [] : this.#book.of(key, this.mode), problems);
    }
  }

  list(mode: MergeMode): readonly EffectivePolicyScope[] {
    return this.#book.list(mode);
  }

  #source(mode: MergeMode): ScopeSource {
    return { points: this.table, merge: (kind, levels, own) => this.#merged.merge(kind, levels, own, mode) };
  }

  #scopesOf(key: string, mode: MergeMode): readonly EffectivePolicyScope[] {
    if (this.table.isEmpty) return [];
    const source = this.#source(mode);
    if (key.startsWith('HTTPRoute/')) {
      const state = this.#objects.route(key);
      return state ? routeScopes(this.#placeOf(state), source, ownValuesOf(state.resource, key)) : [];
    }
    if (key.startsWith('GatewayClass/')) {
      const name = key.slice('GatewayClass/'.length);
      return classScopes(
        name,
        this.#gateways.ours().some(({ gatewayClass }) => gatewayClass === name),
        source,
      );
    }
    return this.#gatewayScopes(key, source);
  }

  #gatewayScopes(key: string, source: ScopeSource): readonly EffectivePolicyScope[] {
    const evaluated = this.#gateways.evaluated(key);
    if (!evaluated) return [];
    const attached = this.#objects.attachedRoutes(key);
    const listeners = evaluated.listeners.map(({ name }) => ({ name, hasRoutes: attached(name) > 0 }));
    return gatewayScopes({ key, gatewayClass: evaluated.resource.spec.gatewayClassName, listeners }, source);
  }

  #placeOf({ key, resource, converted, attachment }: RouteState) {
    const ids = new Map<string, ListenerId>();
    for (const { parent, listeners } of attachment.parents) {
      for (const { kind, listener } of listeners) {
        if (kind === 'attached') ids.set(`${parent}/${listener}`, { gateway: parent, listener });
      }
    }
    return this.#places.place(key, resource.metadata.namespace, converted, ids.values());
  }
}
