import type { RouteAction, RuleSettings } from '../ir/configuration.ts';
import type { Filter } from '../ir/filter.ts';
import type { RuleMatch } from '../ir/match.ts';
import type { HttpRouteRule } from '../resources/http-route.ts';
import { toWeightedBackend } from './backend-refs.ts';
import { checkableMatches } from './checkable-matches.ts';
import { type ConvertedFilters, type FilterContext, toFilters } from './filters.ts';
import { matchAll, toRuleMatch } from './http-match.ts';
import type { ResolveBackend } from './resolve-backend.ts';
import { noIssues, type ReferenceIssue, type RuleIssue, type RuleIssues, type RuleWarning } from './rule-issues.ts';
import { toSessionPersistence } from './session-persistence.ts';
import { toRetry, toTimeouts } from './timeouts.ts';

export interface RuleContent {
  /** Undefined stands for one that is left out. */
  readonly matches: readonly (RuleMatch | undefined)[];
  readonly filters: readonly Filter[];
  readonly action: RouteAction;
  readonly settings: RuleSettings;
}

/** What one rule of a route becomes. */
export type ConvertedRule = {
  readonly index: number;
  readonly name?: string;
  /** References that lead nowhere. */
  readonly references: readonly ReferenceIssue[];
  readonly warnings: readonly RuleWarning[];
} & (
  | { readonly kind: 'valid'; readonly content: RuleContent }
  /** Can't be honoured, but keeps its place and answers 500. */
  | { readonly kind: 'closed'; readonly content: RuleContent; readonly issues: readonly RuleIssue[] }
  | { readonly kind: 'leftOut'; readonly issues: readonly RuleIssue[] }
);

/** The rule that is converted, and on whose behalf. */
export interface RuleContext {
  /** `HTTPRoute/namespace/name`. */
  readonly route: string;
  readonly index: number;
  readonly resolve: ResolveBackend;
}

function toSettings(rule: HttpRouteRule, path: string, context: RuleContext, issues: RuleIssues): RuleSettings {
  const { timeouts, retry, sessionPersistence, name } = rule;
  const identity = `${context.route}/${name ?? context.index}`;
  return {
    ...(timeouts && { timeouts: toTimeouts(timeouts, `${path}.timeouts`, issues) }),
    ...(retry && { retry: toRetry(retry, `${path}.retry`, issues) }),
    ...(sessionPersistence && {
      sessionPersistence: toSessionPersistence(sessionPersistence, `${path}.sessionPersistence`, identity, issues),
    }),
  };
}

function toAction(rule: HttpRouteRule, path: string, filters: ConvertedFilters, context: FilterContext): RouteAction {
  const { issues } = context;
  const refs = rule.backendRefs ?? [];
  if (filters.redirect && refs.length > 0) {
    const message = 'RequestRedirect and backendRefs exclude each other';
    issues.unsupported.push({ path, reason: 'IncompatibleFilters', message });
  }
  const backends = refs.map((ref, index) => toWeightedBackend(ref, `${path}.backendRefs[${index}]`, context));
  const refused = issues.unresolvedFilters[0] ?? issues.closed[0];
  if (refused) return { kind: 'respond', statusCode: 500, reason: refused.message };
  if (filters.redirect) return { kind: 'redirect', redirect: filters.redirect };
  return { kind: 'forward', backends };
}

/**
 * A rule that can't be matched or carried out as written is left out, which is "Dropped Rule" in the words of the
 * PartiallyInvalid condition. One with a filter that protects or extends (ExternalAuth, ExtensionRef) stays and
 * answers 500, even where one of its matches is bad too: left out, its requests could reach a less specific rule
 * without that filter.
 */
export function toConvertedRule(rule: HttpRouteRule, context: RuleContext): ConvertedRule {
  const { index, resolve } = context;
  const path = `spec.rules[${index}]`;
  const issues = noIssues();
  const matches = rule.matches.map((match, at) => toRuleMatch(match, `${path}.matches[${at}]`, issues));
  const prefixOnly = matches.length === 0 || (matches.length === 1 && matches[0]?.path.kind === 'prefix');
  const filterContext = { prefixOnly, resolve, issues };
  const filters = toFilters(rule.filters ?? [], `${path}.filters`, filterContext);
  const action = toAction(rule, path, filters, filterContext);
  const settings = toSettings(rule, path, context, issues);
  const place = {
    index,
    ...(rule.name !== undefined && { name: rule.name }),
    references: [...issues.unresolvedFilters, ...issues.references],
    warnings: issues.warnings,
  };
  const guarded = action.kind === 'respond';
  const all = matches.length === 0 ? [matchAll] : matches;
  const kept = issues.unsupported.length === 0 ? all : guarded ? checkableMatches(all) : [];
  if (kept.every((match) => match === undefined)) return { kind: 'leftOut', ...place, issues: issues.unsupported };
  const content = { matches: kept, filters: guarded ? [] : filters.filters, action, settings };
  const severe = [...issues.closed, ...issues.unsupported];
  return severe.length > 0
    ? { kind: 'closed', ...place, content, issues: severe }
    : { kind: 'valid', ...place, content };
}
