import type { EffectiveRule } from '@routeward/core';
import { planAccess } from '../access/plan-access.ts';
import { planRateLimit } from '../rate-limits/plan-rate-limit.ts';
import type { GuardEnvironment } from './environment.ts';
import { Guard } from './guard.ts';

/** Who may come in, then how often; undefined where the rule says nothing about either. */
export function planGuard({ settings, origin }: EffectiveRule, environment: GuardEnvironment): Guard | undefined {
  const steps = [
    ...(settings.access ?? []).map((rule) => planAccess(rule, environment)),
    ...(settings.rateLimits ?? []).map((limit) => planRateLimit(limit, origin, environment)),
  ];
  return steps.length === 0 ? undefined : new Guard(steps);
}
