import type { EffectiveRule, Filter, WeightedBackend } from '@routeward/core';
import { checkRule, redirectProblem } from '../acceptance/check-rule.ts';
import { actualVariants, preflightVariants } from './cors.ts';
import { faultConfig } from './fault.ts';
import { type FilterPlan, planFilters } from './filter-plan.ts';
import { forwardVariants } from './forward.ts';
import { fractionalPercent } from './fraction.ts';
import { respond } from './local-reply.ts';
import { redirectVariants } from './redirect.ts';
import { isSpoken, type RouteContext } from './route-context.ts';
import { sessionConfig } from './session.ts';
import { type Variant, variantOf } from './variant.ts';

/** What a rule, or the share of one backend, does once its filters have run. */
type Outcome =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'redirect'; readonly redirect: Extract<EffectiveRule['action'], { kind: 'redirect' }>['redirect'] }
  | { readonly kind: 'forward'; readonly backends: readonly WeightedBackend[] };

function base(plan: FilterPlan, rule: EffectiveRule): Variant {
  const { sessionPersistence } = rule.settings;
  const perFilter = {
    ...(plan.fault && faultConfig(plan.fault)),
    ...(sessionPersistence && sessionConfig(sessionPersistence)),
  };
  return {
    ...variantOf({}),
    requestEdits: plan.requestEdits,
    responseEdits: plan.responseEdits,
    ...(Object.keys(perFilter).length > 0 && { perFilter }),
  };
}

function outcomeVariants(rule: EffectiveRule, plan: FilterPlan, outcome: Outcome, context: RouteContext): Variant[] {
  const plain = base(plan, rule);
  // What an answer of Envoy's own does not need.
  const local: Variant = { ...plain, requestEdits: new Map() };
  switch (outcome.kind) {
    case 'answer':
      return [{ ...local, action: respond(outcome.status) }];
    case 'redirect': {
      if (redirectProblem(outcome.redirect) !== undefined) return [{ ...local, action: respond(500) }];
      return redirectVariants(outcome.redirect, rule.match.path, context, local);
    }
    case 'forward':
      return forwardVariants(rule, plan, outcome.backends, plain);
  }
}

function filtered(rule: EffectiveRule, filters: readonly Filter[], outcome: Outcome, context: RouteContext): Variant[] {
  const plan = planFilters(filters);
  if (plan.broken !== undefined) return [variantOf(respond(500))];
  const variants = outcomeVariants(rule, plan, outcome, context);
  if (!plan.cors) return variants;
  const { filter, before } = plan.cors;
  const { method } = rule.match;
  const answer = { ...base(before, rule), requestEdits: new Map() };
  const preflights = method === undefined || method === 'OPTIONS' ? preflightVariants(filter, answer) : [];
  return [...preflights, ...variants.flatMap((variant) => actualVariants(filter, variant))];
}

function outcomeOf(backend: WeightedBackend, context: RouteContext): Outcome {
  if (backend.kind === 'invalid') return { kind: 'answer', status: 500 };
  if (backend.redirect) return { kind: 'redirect', redirect: backend.redirect };
  if (!isSpoken(context.backend(backend.backend))) return { kind: 'answer', status: 502 };
  return { kind: 'forward', backends: [backend] };
}

/** True where a weighted cluster can say all that is different about a backend. */
function fitsWeighted(backend: WeightedBackend, context: RouteContext): boolean {
  if (backend.kind === 'invalid') return true;
  const { path, mirrors, cors, fault, broken } = planFilters(backend.filters);
  if (path || mirrors.length > 0 || cors || fault || broken !== undefined) return false;
  return outcomeOf(backend, context).kind === 'forward';
}

const filtersOf = (backend: WeightedBackend): readonly Filter[] => (backend.kind === 'backend' ? backend.filters : []);

/**
 * One route for each backend, chosen by weight: Envoy takes the same random number for every fraction that it looks at
 * for a request, so the fractions add up from route to route.
 */
function splitVariants(rule: EffectiveRule, backends: readonly WeightedBackend[], context: RouteContext): Variant[] {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  return backends.flatMap((backend, index) => {
    sum += backend.weight;
    const share = index < backends.length - 1 ? { fraction: fractionalPercent(sum, total) } : {};
    const label = backends.length > 1 ? [`backend-${index}`] : [];
    const filters = [...rule.filters, ...filtersOf(backend)];
    const variants = filtered(rule, filters, outcomeOf(backend, context), context);
    return variants.map((variant) => ({ ...variant, label: [...label, ...variant.label], ...share }));
  });
}

/** Everything that stands for a rule, in order. */
export function ruleVariants(rule: EffectiveRule, context: RouteContext): Variant[] {
  if (checkRule(rule)) return [variantOf(respond(500))];
  const { action, filters } = rule;
  switch (action.kind) {
    case 'redirect':
      return filtered(rule, filters, { kind: 'redirect', redirect: action.redirect }, context);
    case 'respond':
      return filtered(rule, filters, { kind: 'answer', status: action.statusCode }, context);
    case 'forward': {
      const backends = action.backends.filter(({ weight }) => weight > 0);
      if (backends.every(({ kind }) => kind === 'invalid')) {
        return filtered(rule, filters, { kind: 'answer', status: 500 }, context);
      }
      return backends.length > 1 && backends.every((backend) => fitsWeighted(backend, context))
        ? filtered(rule, filters, { kind: 'forward', backends }, context)
        : splitVariants(rule, backends, context);
    }
  }
}
