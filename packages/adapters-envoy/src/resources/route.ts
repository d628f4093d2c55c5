import type { EffectiveRule, Finding } from '@routeward/core';
import { routeName } from '../names.ts';
import type { JsonObject } from '../resource.ts';
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
}

export function toRoutes(rule: EffectiveRule, context: RouteContext): RuleRoutes {
  if (!canMatch(rule.match, context)) return { routes: [], findings: matchFindings(rule) };
  const name = routeName(rule.origin);
  const match = routeMatch(rule.match);
  return {
    routes: ruleVariants(rule, context).map((variant) => toRoute(name, match, variant)),
    findings: ruleFindings(rule, context),
  };
}
