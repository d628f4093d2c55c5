import type { EffectiveRule, Finding } from '@routeward/core';
import { routeName } from '../names.ts';
import type { JsonObject } from '../resource.ts';
import { planGuard } from './guard/guard-plan.ts';
import type { NeededFilter } from './guard/needed-filter.ts';
import type { NeededResource } from './guard/needed-resource.ts';
import type { RouteContext } from './route-context.ts';
import { canMatch, routeMatch } from './route-match.ts';
import { matchFindings, ruleFindings } from './rule-findings.ts';
import { ruleVariants } from './rule-variants.ts';
import { toRoute } from './variant.ts';

/** What one rule becomes. */
export interface RuleRoutes {
  /** In order; none for a rule that no request on this port can reach. */
  readonly routes: readonly JsonObject[];
  readonly findings: readonly Finding[];
  /** What the connection manager has to have for them. */
  readonly filters: readonly NeededFilter[];
  readonly resources: readonly NeededResource[];
}

const unreachable = (findings: readonly Finding[]): RuleRoutes => ({
  routes: [],
  findings,
  filters: [],
  resources: [],
});

export function toRoutes(rule: EffectiveRule, context: RouteContext): RuleRoutes {
  if (!canMatch(rule.match, context)) return unreachable(matchFindings(rule));
  const name = routeName(rule.origin);
  const match = routeMatch(rule.match);
  const guard = planGuard(rule, context);
  return {
    routes: ruleVariants(rule, guard, context).map((variant) => toRoute(name, match, variant)),
    findings: ruleFindings(rule, guard, context),
    filters: guard.filters,
    resources: guard.resources,
  };
}
