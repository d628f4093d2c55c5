import type { BackendObject } from '../ir/backend.ts';
import type { PoliciesByKind, RulePolicies } from './apply-hook.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import {
  type ListenerPlace,
  listenerSteps,
  type PathStep,
  type RoutePlace,
  type RulePlace,
  ruleSteps,
  serviceSteps,
} from './hierarchy.ts';
import type { BrokenPolicy, PolicyLevel } from './policy-level.ts';
import { kindsOn, levelsOn, type ReadOwnValues, type ScopeSource } from './scopes.ts';

function policiesOn(steps: readonly PathStep[], rule: number, source: ScopeSource, own: ReadOwnValues): PoliciesByKind {
  const found = new Map<string, EffectivePolicy>();
  for (const kind of kindsOn(source.points, steps)) {
    const levels = levelsOn(source.points, steps, kind);
    if (levels.length > 0) found.set(kind.kind, source.merge(kind, levels, own(kind, rule)));
  }
  return found;
}

const brokenOn = (steps: readonly PathStep[], { points }: ScopeSource): readonly BrokenPolicy[] =>
  steps.flatMap(({ key }) => [...(points.at(key)?.values() ?? [])].flatMap(({ broken }) => broken));

/** The policies of one rule as it is served at one listener. */
export function rulePolicies(
  place: { readonly route: RoutePlace; readonly listener: ListenerPlace; readonly rule: RulePlace },
  source: ScopeSource,
  own: ReadOwnValues,
  portName: (ref: BackendObject) => string | undefined,
): RulePolicies {
  const { route, listener, rule } = place;
  const { gateway } = listener;
  const steps = [...listenerSteps(listener), ...ruleSteps(route, gateway, rule)];
  const below = rule.services.flatMap((service) => serviceSteps(route, gateway, service));
  return {
    rule: policiesOn(steps, rule.index, source, own),
    backend: (ref) => {
      const port = portName(ref);
      const { namespace, name } = ref;
      const service = { namespace, name, ...(port !== undefined && { portName: port }) };
      return policiesOn([...steps, ...serviceSteps(route, gateway, service)], rule.index, source, own);
    },
    broken: [...new Map(brokenOn([...steps, ...below], source).map((entry) => [entry.policy, entry])).values()],
  };
}

/** Every level that the policies of a route at a listener are made of: the same ones come to the same. */
export function levelsBelow(route: RoutePlace, listener: ListenerPlace, source: ScopeSource): readonly PolicyLevel[] {
  const { gateway } = listener;
  const steps = [...listenerSteps(listener), ...ruleSteps(route, gateway, undefined)];
  for (const rule of route.rules) {
    if (rule.name !== undefined) steps.push(...ruleSteps(route, gateway, rule).slice(-1));
    for (const service of rule.services) steps.push(...serviceSteps(route, gateway, service));
  }
  return steps.flatMap(({ key }) => [...(source.points.at(key)?.values() ?? [])]);
}
