import type { EffectiveRule, Filter, Finding, WeightedBackend } from '@routeward/core';
import { checkFilters } from '../acceptance/check-filters.ts';
import { checkMatch } from '../acceptance/check-match.ts';
import { checkRule, redirectProblem } from '../acceptance/check-rule.ts';
import { type Problem, problem } from '../acceptance/problem.ts';
import type { GuardPlan } from './guard/guard-plan.ts';
import type { RouteContext } from './route-context.ts';

type Note = Pick<Finding, 'severity' | 'path' | 'message'>;

const warning = (path: string, message: string): Note => ({ severity: 'warning', path, message });

const backendsOf = ({ action }: EffectiveRule): readonly WeightedBackend[] =>
  action.kind === 'forward' ? action.backends : [];

const filtersOf = (backend: WeightedBackend): readonly Filter[] => (backend.kind === 'backend' ? backend.filters : []);

const edits = ({ kind }: Filter): boolean => kind === 'requestHeaders' || kind === 'rewrite';

/** A copy is made of the request as it leaves for the backend, wherever the mirror stands in the list. */
function mirrorNotes(rule: EffectiveRule): Note[] {
  const first = rule.filters.findIndex(({ kind }) => kind === 'mirror');
  const later =
    rule.filters.slice(first).some(edits) || backendsOf(rule).some((backend) => filtersOf(backend).some(edits));
  if (first < 0 || !later) return [];
  return [warning('.filters', 'Envoy mirrors the request with every change that the rule and its backend make to it')];
}

const closed = (found: Problem): Note => ({
  severity: 'error',
  path: found.path,
  message: `${found.message}: its requests get 500`,
});

function brokenNotes(rule: EffectiveRule, guard: GuardPlan): Note[] {
  const own = checkRule(rule) ?? (guard.broken === undefined ? undefined : problem('', guard.broken));
  const lists = [checkFilters(rule.filters, '.filters'), ...backendsOf(rule).map(backendProblem)];
  return [own, ...lists].flatMap((found) => (found ? [closed(found)] : []));
}

function backendProblem(backend: WeightedBackend, index: number): Problem | undefined {
  if (backend.kind === 'invalid') return undefined;
  const path = `.backendRefs[${index}].filters`;
  const redirect = backend.redirect && redirectProblem(backend.redirect);
  return checkFilters(backend.filters, path) ?? (redirect === undefined ? undefined : problem(path, redirect));
}

function backendNotes(rule: EffectiveRule, context: RouteContext): Note[] {
  return backendsOf(rule).flatMap((backend, index): Note[] => {
    const plan = backend.kind === 'backend' ? context.backend(backend.backend) : undefined;
    if (!plan) return [];
    const path = `.backendRefs[${index}]`;
    const { httpProblem: found, notes } = plan;
    if (!found) return notes.map((message) => warning(path, `${plan.key}: ${message}`));
    const message = `${found.message}: its requests get ${found.status}`;
    return [{ severity: found.status === 500 ? 'error' : 'warning', path, message }];
  });
}

/** A copy that can't be made is left out, the request goes on. */
function mirrorBackendNotes({ filters }: EffectiveRule, context: RouteContext): Note[] {
  return filters.flatMap((filter, index) => {
    const found = filter.kind === 'mirror' ? context.backend(filter.backend)?.problem : undefined;
    return found ? [warning(`.filters[${index}]`, `${found.message}: nothing is mirrored to it`)] : [];
  });
}

function settingNotes({ settings, match }: EffectiveRule): Note[] {
  const { retry, sessionPersistence } = settings;
  const lateRetry = retry?.statusCodes.includes(504) && settings.timeouts?.backendRequest && match.method !== 'GET';
  const lasting = sessionPersistence?.absoluteTimeout !== undefined && !sessionPersistence.permanent;
  return [
    ...(lateRetry
      ? [warning('.retry', 'Envoy does not repeat a try that ran out of time where its method may not be repeated')]
      : []),
    ...(lasting ? [warning('.sessionPersistence', 'Envoy does not end a session that outlives its timeout')] : []),
  ];
}

/** A match that Envoy can't be told is left out. */
export function matchFindings({ origin, match }: EffectiveRule): Finding[] {
  const found = checkMatch(match);
  if (!found) return [];
  const path = `spec.rules[${origin.rule}].matches[${origin.match}]${found.path}`;
  const message = `${found.message}: no request matches`;
  return [{ severity: 'error', rule: 'value', resource: origin.route, path, message }];
}

/** What is not the same in Envoy as elsewhere, and what can't be honoured. */
export function ruleFindings(rule: EffectiveRule, guard: GuardPlan, context: RouteContext): Finding[] {
  const { route, rule: index } = rule.origin;
  const notes = [
    ...brokenNotes(rule, guard),
    ...mirrorNotes(rule),
    ...mirrorBackendNotes(rule, context),
    ...backendNotes(rule, context),
    ...settingNotes(rule),
    ...guard.notes.map((message) => warning('', message)),
  ];
  return notes.map(({ severity, path, message }) => {
    return { severity, rule: 'value', resource: route, path: `spec.rules[${index}]${path}`, message };
  });
}
