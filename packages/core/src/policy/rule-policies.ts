import type { BackendObject } from '../ir/backend.ts';
import type { PoliciesByKind, RulePolicies } from './apply-hook.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import {
  type ListenerPlace,
  type PathStep,
  type RoutePlace,
  type RulePlace,
  ruleSteps,
  type ServicePlace,
  serviceSteps,
} from './hierarchy.ts';
import type { MergeMode } from './merge-mode.ts';
import { hasAny, kindsOn, levelsOn } from './path-levels.ts';
import type { BrokenPolicy, PolicyLevel } from './policy-level.ts';
import type { ReadOwnValues, ScopeSource } from './scope.ts';

/** What a rule's policies are made of. */
export interface RuleSource extends ScopeSource {
  readonly mode: MergeMode;
}

function policiesOn(steps: readonly PathStep[], rule: number, source: RuleSource, own: ReadOwnValues): PoliciesByKind {
  const found = new Map<string, EffectivePolicy>();
  for (const kind of kindsOn(source.points, steps)) {
    const levels = levelsOn(source.points, steps, kind);
    if (levels.length > 0) found.set(kind.kind, source.merged.of(kind, levels, own(kind, rule)).in(source.mode));
  }
  return found;
}

function brokenOn(steps: readonly PathStep[], { points }: ScopeSource): readonly BrokenPolicy[] {
  const broken = new Map<string, BrokenPolicy>();
  for (const step of steps) {
    for (const level of points.at(step)?.values() ?? []) {
      for (const entry of level.broken) broken.set(entry.policy, entry);
    }
  }
  return [...broken.values()];
}

/** The policies of one rule as it is served at one listener. `serviceOf` finds a backend's place. */
export function rulePolicies(
  place: { readonly route: RoutePlace; readonly listener: ListenerPlace; readonly rule: RulePlace },
  source: RuleSource,
  own: ReadOwnValues,
  serviceOf: (ref: BackendObject) => ServicePlace,
): RulePolicies {
  const { route, listener, rule } = place;
  const steps = [...listener.upper, listener.section, ...ruleSteps(route, listener, rule)];
  const below = rule.services.flatMap((service) => serviceSteps(route, listener, service));
  const policies = policiesOn(steps, rule.index, source, own);
  const served = hasAny(source.points, below);
  return {
    rule: policies,
    backend: (ref) => {
      const more = served ? serviceSteps(route, listener, serviceOf(ref)) : [];
      // The same map where nothing is attached to the backend: who carries it out can tell.
      return hasAny(source.points, more) ? policiesOn([...steps, ...more], rule.index, source, own) : policies;
    },
    broken: brokenOn([...steps, ...below], source),
  };
}

/** Every level that the policies of a route at a listener are made of: the same ones come to the same. */
export function levelsBelow(route: RoutePlace, listener: ListenerPlace, source: ScopeSource): readonly PolicyLevel[] {
  const steps = [...listener.upper, listener.section, ...ruleSteps(route, listener, undefined)];
  for (const { section, services } of route.rules) {
    if (section) steps.push(section);
    for (const service of services) steps.push(...serviceSteps(route, listener, service));
  }
  const levels: PolicyLevel[] = [];
  for (const step of steps) for (const level of source.points.at(step)?.values() ?? []) levels.push(level);
  return levels;
}
