import {
  chooseBackend,
  createMatchResult,
  type EffectiveRule,
  type Redirect,
  type RequestView,
  redirectLocation,
  type WeightedBackend,
} from '@routeward/core';
import { applyFilters } from '../filters/apply-filters.ts';
import { type ExchangeDraft, type FilterContext, type LocalReply, reply } from '../filters/exchange-draft.ts';
import type { BackendTarget } from '../generation/backend-target.ts';
import type { Generation } from '../generation/generation.ts';
import type { RulePlan } from '../generation/rule-plan.ts';
import { fieldText, targetText } from '../headers/wire-text.ts';

/** What is to be done with a request: the gateway answers by itself, or a backend does. */
export type Routing = LocalReply | BackendTarget;

// One of each is enough: matching is synchronous, and what it finds is read at once.
const view: RequestView = { authority: '', path: '', method: '', rawHeaders: [] };
const found = createMatchResult();

/** Rules see the fields as they go upstream: what a client says in X-Forwarded-* counts where it is trusted only. */
export function findRule(
  generation: Generation,
  gateway: string,
  context: FilterContext,
  fields: readonly string[],
): EffectiveRule | LocalReply {
  const table = generation.matcher.port(gateway, context.listenerPort);
  if (table === undefined) return reply(404, 'no-listener');
  view.authority = context.authority;
  view.path = context.path;
  view.method = context.method;
  view.rawHeaders = fields;
  const matched = table.match(view, found);
  const { rule, listener } = found;
  // `OPTIONS *` asks for no path, so no rule is for it.
  if (matched && rule !== undefined && context.path !== '*') return rule;
  return reply(404, listener === undefined ? 'no-listener' : 'no-route');
}

/** A redirect tells a client where to go from where it asked: what a rule writes anew for backends does not count. */
function redirectReply(redirect: Redirect, rule: EffectiveRule, context: FilterContext): LocalReply {
  const location = redirectLocation(redirect, {
    scheme: context.scheme,
    authority: context.authority,
    path: context.path,
    listenerPort: context.listenerPort,
    match: rule.match.path,
  });
  return reply(redirect.statusCode, 'redirect', ['Location', fieldText(targetText(location)) ?? '/']);
}

/** Runs the rule's filters, chooses a backend and runs its filters. */
export function route(generation: Generation, plan: RulePlan, context: FilterContext, draft: ExchangeDraft): Routing {
  const { rule } = plan;
  const local = applyFilters(plan.filters, rule.match.path, context, draft);
  if (local !== undefined) return local;
  const { action } = rule;
  switch (action.kind) {
    case 'redirect':
      return redirectReply(action.redirect, rule, context);
    case 'respond':
      return reply(action.statusCode, 'respond');
    case 'forward': {
      draft.session = plan.session?.find(generation, context.rawHeaders, context.wallClock());
      const chosen = draft.session?.backend ?? chooseBackend(action.backends, context.random());
      return chosen === undefined ? reply(500, 'no-backend') : toBackend(generation, plan, chosen, context, draft);
    }
  }
}

function toBackend(
  generation: Generation,
  plan: RulePlan,
  chosen: WeightedBackend,
  context: FilterContext,
  draft: ExchangeDraft,
): Routing {
  if (chosen.kind === 'invalid') return reply(500, 'invalid-backend');
  const filters = plan.backendFilters.get(chosen);
  if (filters !== undefined) {
    const local = applyFilters(filters, plan.rule.match.path, context, draft);
    if (local !== undefined) return local;
  }
  if (chosen.redirect !== undefined) return redirectReply(chosen.redirect, plan.rule, context);
  const target = generation.target(chosen.backend);
  if (target === undefined) return reply(500, 'invalid-backend');
  if (!target.supported) return reply(502, 'unsupported-protocol');
  if (target.addresses.length === 0) return reply(503, 'no-endpoints');
  return target;
}
