import type { EffectiveRule, Retry, WeightedBackend } from '@routeward/core';
import { type PlannedFilter, planFilters } from '../filters/plan-filters.ts';

/** A rule made ready once: filters with safe texts, limits as numbers. */
export interface RulePlan {
  readonly rule: EffectiveRule;
  readonly filters: readonly PlannedFilter[];
  /** Filters of the rule's backends, by the backend's place. */
  readonly backendFilters: ReadonlyMap<WeightedBackend, readonly PlannedFilter[]>;
  /** Milliseconds; 0 for none. */
  readonly requestTimeout: number;
  readonly backendTimeout: number;
  readonly retry: Retry | undefined;
}

function planBackends(rule: EffectiveRule): ReadonlyMap<WeightedBackend, readonly PlannedFilter[]> {
  const planned = new Map<WeightedBackend, readonly PlannedFilter[]>();
  if (rule.action.kind !== 'forward') return planned;
  for (const backend of rule.action.backends) {
    if (backend.kind === 'backend' && backend.filters.length > 0) planned.set(backend, planFilters(backend.filters));
  }
  return planned;
}

export function planRule(rule: EffectiveRule): RulePlan {
  const { timeouts, retry } = rule.settings;
  return {
    rule,
    filters: planFilters(rule.filters),
    backendFilters: planBackends(rule),
    requestTimeout: timeouts?.request ?? 0,
    backendTimeout: timeouts?.backendRequest ?? 0,
    retry: retry !== undefined && retry.attempts > 0 ? retry : undefined,
  };
}
