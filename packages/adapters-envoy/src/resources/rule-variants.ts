import type { EffectiveRule, Filter, WeightedBackend } from '@routeward/core';
import { checkRule, redirectProblem } from '../acceptance/check-rule.ts';
import type { JsonObject } from '../resource.ts';
import { actualVariants, preflightVariants } from './cors.ts';
import { faultConfig } from './fault.ts';
import { type FilterPlan, planFilters } from './filter-plan.ts';
import { forwardVariants } from './forward.ts';
import { fractionalPercent } from './fraction.ts';
import type { GuardPlan } from './guard/guard-plan.ts';
import { respond } from './local-reply.ts';
import { redirectVariants } from './redirect.ts';
import type { RouteContext } from './route-context.ts';
import { sessionConfig } from './session.ts';
import { type Variant, variantOf } from './variant.ts';

/** What a rule, or the share of one backend, does once its filters have run. */
type Outcome =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'redirect'; readonly redirect: Extract<EffectiveRule['action'], { kind: 'redirect' }>['redirect'] }
  | { readonly kind: 'forward'; readonly backends: readonly WeightedBackend[] };

/** A rule with where it stands and who gets in. */
interface Subject {
  readonly rule: EffectiveRule;
  readonly guard: GuardPlan;
  readonly context: RouteContext;
}

/** `guard` is left out where browsers, which send no credentials with a preflight, have to get an answer. */
function base(plan: FilterPlan, { settings }: EffectiveRule, guard: JsonObject = {}): Variant {
  const { sessionPersistence } = settings;
  const perFilter = {
    ...guard,
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

function outcomeVariants({ rule, guard, context }: Subject, plan: FilterPlan, outcome: Outcome): Variant[] {
  const plain = base(plan, rule, guard.perFilter);
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
      return forwardVariants(rule, plan, outcome.backends, plain, hashOf(outcome.backends, context));
  }
}

function filtered(subject: Subject, filters: readonly Filter[], outcome: Outcome): Variant[] {
  const { rule } = subject;
  const plan = planFilters(filters);
  if (plan.broken !== undefined) return [variantOf(respond(500))];
  const variants = outcomeVariants(subject, plan, outcome);
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
  const problem = context.backend(backend.backend)?.httpProblem;
  if (problem) return { kind: 'answer', status: problem.status };
  return { kind: 'forward', backends: [backend] };
}

/** What is hashed is said by the route, for all its clusters; those that don't hash don't look. */
function hashesOf(backends: readonly WeightedBackend[], context: RouteContext): (readonly JsonObject[])[] {
  const all = backends.map((backend) =>
    backend.kind === 'backend' ? context.backend(backend.backend)?.hash : undefined,
  );
  return all.flatMap((hash) => (hash && hash.length > 0 ? [hash] : []));
}

const hashOf = (backends: readonly WeightedBackend[], context: RouteContext): readonly JsonObject[] =>
  hashesOf(backends, context)[0] ?? [];

const hashAlike = (backends: readonly WeightedBackend[], context: RouteContext): boolean =>
  new Set(hashesOf(backends, context).map((hash) => JSON.stringify(hash))).size <= 1;

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
function splitVariants(subject: Subject, backends: readonly WeightedBackend[]): Variant[] {
  const { rule, context } = subject;
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  return backends.flatMap((backend, index) => {
    sum += backend.weight;
    const share = index < backends.length - 1 ? { fraction: fractionalPercent(sum, total) } : {};
    const label = backends.length > 1 ? [`backend-${index}`] : [];
    const filters = [...rule.filters, ...filtersOf(backend)];
    const variants = filtered(subject, filters, outcomeOf(backend, context));
    return variants.map((variant) => ({ ...variant, label: [...label, ...variant.label], ...share }));
  });
}

/** Everything that stands for a rule, in order. */
export function ruleVariants(rule: EffectiveRule, guard: GuardPlan, context: RouteContext): Variant[] {
  if (checkRule(rule) || guard.broken !== undefined) return [variantOf(respond(500))];
  const { action, filters } = rule;
  const subject = { rule, guard, context };
  if (guard.answer !== undefined) return filtered(subject, filters, { kind: 'answer', status: guard.answer });
  switch (action.kind) {
    case 'redirect':
      return filtered(subject, filters, { kind: 'redirect', redirect: action.redirect });
    case 'respond':
      return filtered(subject, filters, { kind: 'answer', status: action.statusCode });
    case 'forward':
      return forwarded(subject, action.backends);
  }
}

function forwarded(subject: Subject, all: readonly WeightedBackend[]): Variant[] {
  const { rule, context } = subject;
  const backends = all.filter(({ weight }) => weight > 0);
  if (backends.every(({ kind }) => kind === 'invalid')) {
    return filtered(subject, rule.filters, { kind: 'answer', status: 500 });
  }
  const together =
    backends.length > 1 && backends.every((backend) => fitsWeighted(backend, context)) && hashAlike(backends, context);
  return together ? filtered(subject, rule.filters, { kind: 'forward', backends }) : splitVariants(subject, backends);
}
