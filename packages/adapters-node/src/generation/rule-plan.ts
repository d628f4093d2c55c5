import type { CorsFilter, EffectiveRule, Retry, WeightedBackend } from '@routeward/core';
import { type CompressionPlan, planCompression } from '../compression/plan-compression.ts';
import { type PlannedFilter, planFilters } from '../filters/plan-filters.ts';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { Guard } from '../guard/guard.ts';
import { planGuard } from '../guard/plan-guard.ts';
import { RuleSession } from '../session/rule-session.ts';
import { timerDelay } from '../time/timer-delay.ts';

/** A rule made ready once: filters with safe texts, limits as numbers. */
export interface RulePlan {
  readonly rule: EffectiveRule;
  /** What a request has to pass before anything else is done with it; undefined where nothing is asked for. */
  readonly guard: Guard | undefined;
  readonly filters: readonly PlannedFilter[];
  /** The first CORS filter among them. */
  readonly cors: CorsFilter | undefined;
  /** Filters of the rule's backends, by the backend's place. */
  readonly backendFilters: ReadonlyMap<WeightedBackend, readonly PlannedFilter[]>;
  /** Milliseconds; 0 for none. */
  readonly requestTimeout: number;
  readonly backendTimeout: number;
  readonly retry: Retry | undefined;
  readonly compression: CompressionPlan | undefined;
  readonly session: RuleSession | undefined;
}

function planBackends(rule: EffectiveRule): ReadonlyMap<WeightedBackend, readonly PlannedFilter[]> {
  const planned = new Map<WeightedBackend, readonly PlannedFilter[]>();
  if (rule.action.kind !== 'forward') return planned;
  for (const backend of rule.action.backends) {
    if (backend.kind === 'backend' && backend.filters.length > 0) planned.set(backend, planFilters(backend.filters));
  }
  return planned;
}

function planRule(rule: EffectiveRule, environment: GuardEnvironment): RulePlan {
  const { timeouts, retry, compression } = rule.settings;
  return {
    rule,
    guard: planGuard(rule, environment),
    filters: planFilters(rule.filters),
    cors: rule.filters.find((filter) => filter.kind === 'cors'),
    backendFilters: planBackends(rule),
    requestTimeout: timerDelay(timeouts?.request ?? 0),
    backendTimeout: timerDelay(timeouts?.backendRequest ?? 0),
    retry: retry !== undefined && retry.attempts > 0 ? retry : undefined,
    compression: planCompression(compression),
    session: RuleSession.of(rule),
  };
}

/** Rules are frozen and often outlive a configuration: what was made ready of them does too. */
export class RulePlans {
  readonly #plans = new WeakMap<EffectiveRule, RulePlan>();
  readonly #environment: GuardEnvironment;

  constructor(environment: GuardEnvironment) {
    this.#environment = environment;
  }

  of(rule: EffectiveRule): RulePlan {
    const known = this.#plans.get(rule);
    if (known !== undefined) return known;
    const plan = planRule(rule, this.#environment);
    this.#plans.set(rule, plan);
    return plan;
  }
}
