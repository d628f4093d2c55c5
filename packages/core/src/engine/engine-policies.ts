import type { ConvertedRoute } from '../effective/http-route.ts';
import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import { affectingOn } from '../policy/affecting.ts';
import { applyPolicies, builtInPolicyKinds } from '../policy/built-in-policies.ts';
import { EffectivePolicies } from '../policy/effective-policies.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import {
  gatewaySteps,
  type ListenerPlace,
  listenerSteps,
  type PathStep,
  type RoutePlace,
  ruleSteps,
  sometimes,
} from '../policy/hierarchy.ts';
import { defaultMergeMode, type MergeMode } from '../policy/merge-mode.ts';
import { PolicyKinds } from '../policy/policy-kinds.ts';
import type { Scope, ScopeSource } from '../policy/scope.ts';
import { classScopes, gatewayScopes, routeScopes } from '../policy/scopes.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import { isPolicyKindName, resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { affectedConditions, affectedType } from '../status/affected-conditions.ts';
import type { AncestorVerdict } from '../status/policy-status.ts';
import type { ParentVerdict } from '../status/route-status.ts';
import type { Finding } from '../validation/finding.ts';
import type { BackendChecks } from './backend-checks.ts';
import type { ChangedResources } from './changed-resources.ts';
import { DeclaredKinds } from './declared-kinds.ts';
import type { GatewayTable } from './gateway-table.ts';
import type { PolicedRoute } from './policed-route.ts';
import { type PolicyAttachment, policyAttachment } from './policy-attachments.ts';
import { policyVerdicts } from './policy-conditions.ts';
import { PolicyEffects } from './policy-effects.ts';
import { policyFindings, unknownKindFinding } from './policy-findings.ts';
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

const routeSteps = (place: RoutePlace, listener: ListenerPlace): readonly PathStep[] => [
  ...ruleSteps(place, listener, undefined),
  ...place.rules.flatMap(({ section }) => section ?? []),
];

/** Everything about policies that the engine keeps. */
export class EnginePolicies {
  readonly kinds: PolicyKinds;
  readonly table: PolicyTable;
  readonly routes: RoutePolicies;
  readonly effects = new PolicyEffects();
  readonly mode: MergeMode;
  readonly #snapshot: Snapshot;
  readonly #declared: DeclaredKinds;
  readonly #gateways: GatewayTable;
  readonly #places: RoutePlaces;
  readonly #source: ScopeSource;
  readonly #book = new ScopeBook();
  readonly #objects: ScopeObjects;

  constructor(
    snapshot: Snapshot,
    checks: BackendChecks,
    gateways: GatewayTable,
    objects: ScopeObjects,
    { policyKinds = [], policyMode = defaultMergeMode }: EngineOptions,
  ) {
    this.kinds = new PolicyKinds([...builtInPolicyKinds, ...policyKinds]);
    this.#declared = new DeclaredKinds(snapshot, this.kinds);
    this.table = new PolicyTable(snapshot, this.kinds);
    this.mode = policyMode;
    this.#snapshot = snapshot;
    this.#gateways = gateways;
    this.#objects = objects;
    this.#places = new RoutePlaces(snapshot, gateways);
    const { table } = this;
    this.#source = { points: table, merged: new EffectivePolicies() };
    const source = { ...this.#source, mode: policyMode };
    this.routes = new RoutePolicies({ snapshot, checks, table, places: this.#places, source, apply: applyPolicies });
  }

  update({ keys, topics }: ChangedResources): PolicyChanges {
    const policies = new Set([...keys].filter((key) => isPolicyKindName(key.slice(0, key.indexOf('/')))));
    if ([...keys].some((key) => key.startsWith('CustomResourceDefinition/'))) {
      const kinds = this.#declared.update();
      for (const policy of this.#snapshot.policies()) if (kinds.has(policy.kind)) policies.add(resourceKey(policy));
    }
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
    for (const key of objects) {
      const scopes = this.#scopesOf(key);
      this.#book.set(key, scopes);
      const problems = this.#objects.route(key)?.policed?.problems ?? [];
      const told = scopes.map((scope) => scope.in(this.mode));
      this.effects.replace(key, told, problems);
    }
  }

  /** Conditions that tell a Gateway's owner of policies, on it and on its listeners. */
  withAffected(gateway: EvaluatedGateway): EvaluatedGateway {
    if (this.table.isEmpty) return gateway;
    const { key, resource } = gateway;
    const { gatewayClassName } = resource.spec;
    const { generation } = resource.metadata;
    const steps = gatewaySteps(key, gatewayClassName);
    const affecting = affectingOn(this.table, [steps], new Set([key]));
    const listeners = gateway.listeners.map((listener): EvaluatedListener => {
      const point = `${key}#${listener.name}`;
      const own = affectingOn(this.table, [[sometimes(point)]], new Set([point]));
      const conditions = affectedConditions(own, generation);
      return conditions.length === 0 ? listener : { ...listener, conditions: [...listener.conditions, ...conditions] };
    });
    return { ...gateway, listeners, conditions: [...gateway.conditions, ...affectedConditions(affecting, generation)] };
  }

  /** What a route is told about each of its parents, policies included. */
  verdictsOf(state: RouteState): readonly ParentVerdict[] {
    const place = state.policed?.place;
    if (!place) return state.verdicts;
    const own = new Set([state.key, ...this.table.sectionsOf(state.key)]);
    return state.verdicts.map((verdict, index) => {
      const parent = state.attachment.parents[index];
      const names = new Set(parent?.listeners.flatMap((entry) => (entry.kind === 'attached' ? [entry.listener] : [])));
      const listeners = place.listeners.filter(
        (entry) => entry.gateway === parent?.parent && names.has(entry.listener),
      );
      const paths = listeners.map((listener) => [...listenerSteps(listener), ...routeSteps(place, listener)]);
      const conditions = affectedConditions(affectingOn(this.table, paths, own), state.resource.metadata.generation);
      return conditions.length === 0 ? verdict : { ...verdict, conditions: [...verdict.conditions, ...conditions] };
    });
  }

  /** Types of conditions about policies, of every kind that is known. */
  affectedTypes(): readonly string[] {
    return this.kinds.all().map(affectedType);
  }

  /**
   * Policies whose status may be another now: themselves, their neighbours, those that they beat, and those of Gateways
   * that became ours or are no longer.
   */
  toReport({ policies, points }: PolicyChanges, owned: ReadonlySet<string>): ReadonlySet<string> {
    const ownedPoints = [...owned].flatMap((gateway) => [gateway, ...this.table.sectionsOf(gateway)]);
    const neighbours = [...points, ...ownedPoints].flatMap((point) => [...this.table.policiesAt(point)]);
    return new Set([...policies, ...this.effects.takeChanged(), ...neighbours]);
  }

  /** The conditions of a policy; undefined for one of an unknown kind. */
  verdicts(key: string): readonly AncestorVerdict[] | undefined {
    const entry = this.table.entry(key);
    if (!entry) return undefined;
    return policyVerdicts({
      entry,
      effects: this.effects.of(key),
      conflictAt: (point) => this.table.conflictAt(point, entry),
      isOurs: (gateway) => this.#gateways.evaluated(gateway) !== undefined,
    });
  }

  attachments(): readonly PolicyAttachment[] {
    return Array.from(this.table.entries(), (entry) =>
      policyAttachment(entry, (point, at) => this.table.conflictAt(point, at)),
    );
  }

  findings(): readonly Finding[] {
    const known = [...this.table.entries()].flatMap((entry) => {
      const winners = entry.points.flatMap((point) => {
        const winner = this.table.conflictAt(point, entry);
        return winner === undefined
          ? []
          : [`${winner} is for ${point} too, and came first: this one has no effect there`];
      });
      const problems = [...this.effects.of(entry.key).values()].flatMap((effect) => [...effect.problems]);
      return policyFindings(entry, winners, [...new Set(problems)]);
    });
    const unknown = this.#snapshot.policies().filter((policy) => !this.table.entry(resourceKey(policy)));
    return [...this.#declared.findings(), ...known, ...unknown.map(unknownKindFinding)];
  }

  list(mode: MergeMode): readonly EffectivePolicyScope[] {
    return this.#book.list(mode);
  }

  #scopesOf(key: string): readonly Scope[] {
    if (this.table.isEmpty) return [];
    const source = this.#source;
    if (key.startsWith('HTTPRoute/')) {
      const state = this.#objects.route(key);
      return state?.policed ? routeScopes(state.policed.place, source, ownValuesOf(state.resource, key)) : [];
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

  #gatewayScopes(key: string, source: ScopeSource): readonly Scope[] {
    const evaluated = this.#gateways.evaluated(key);
    if (!evaluated) {
      this.#places.forget(key);
      return [];
    }
    const attached = this.#objects.attachedRoutes(key);
    const listeners = evaluated.listeners.map(({ name }) => ({ name, hasRoutes: attached(name) > 0 }));
    return gatewayScopes({ key, gatewayClass: evaluated.resource.spec.gatewayClassName, listeners }, source);
  }
}
