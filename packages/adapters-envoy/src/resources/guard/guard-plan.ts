import type { AccessRule, EffectiveRule, JwtRule, RateLimit } from '@routeward/core';
import type { JsonObject } from '../../resource.ts';
import { compressionPart } from '../compression.ts';
import type { RouteContext } from '../route-context.ts';
import { addressesPart } from './addresses.ts';
import { mayBeMissing } from './always-there.ts';
import { apiKeyPart } from './api-key.ts';
import { basicPart } from './basic.ts';
import { clearHeaders } from './clear.ts';
import { externalPart } from './external.ts';
import { brokenPart, type GuardPart, nothingToDo } from './guard-part.ts';
import { jwtPart } from './jwt.ts';
import { limitPart } from './limits.ts';
import type { NeededFilter } from './needed-filter.ts';
import type { NeededResource } from './needed-resource.ts';
import { onlyWith } from './present.ts';

/** Who gets in, how often, and how answers are packed: filters of the connection manager that a route turns on. */
export interface GuardPlan {
  readonly perFilter: JsonObject;
  readonly filters: readonly NeededFilter[];
  readonly resources: readonly NeededResource[];
  /** Everybody who gets in gets this status. */
  readonly answer: number | undefined;
  /** Why the rule can't be honoured. */
  readonly broken: string | undefined;
  readonly notes: readonly string[];
}

const emptyPlan: GuardPlan = {
  perFilter: {},
  filters: [],
  resources: [],
  answer: undefined,
  broken: undefined,
  notes: [],
};

function accessPart(rule: AccessRule, number: number, { options, backend }: RouteContext): GuardPart {
  switch (rule.kind) {
    case 'addresses':
      return addressesPart(rule, number);
    case 'jwt':
      return jwtPart(rule, number, options);
    case 'basic':
      return basicPart(rule, number, options.entries);
    case 'apiKey':
      return apiKeyPart(rule, number, options.entries);
    case 'external':
      return externalPart(rule, number, backend(rule.backend));
    default:
      // Of a newer configuration: it may be the one that protects.
      return brokenPart('an access rule of a kind that is not known');
  }
}

function accessParts(access: readonly AccessRule[], context: RouteContext): GuardPart[] {
  const counts = new Map<string, number>();
  return access.map((rule) => {
    const number = counts.get(rule.kind) ?? 0;
    counts.set(rule.kind, number + 1);
    return accessPart(rule, number, context);
  });
}

const limitParts = (limits: readonly RateLimit[], rule: EffectiveRule, context: RouteContext): GuardPart => {
  const jwt = rule.settings.access?.find((access): access is JwtRule => access.kind === 'jwt');
  return limitPart(limits, rule.origin, jwt, context.options.rateLimitService);
};

function combined(parts: readonly GuardPart[]): GuardPlan {
  let plan = emptyPlan;
  const cleared: string[] = [];
  for (const part of parts) {
    if (part.kind === 'broken') return { ...emptyPlan, broken: part.message };
    if (part.kind === 'answer') plan = { ...plan, answer: plan.answer ?? part.status };
    else {
      cleared.push(...(part.cleared ?? []));
      plan = {
        ...plan,
        perFilter: { ...plan.perFilter, ...part.perFilter },
        filters: [...plan.filters, ...part.filters],
        resources: [...plan.resources, ...(part.resources ?? [])],
        notes: [...plan.notes, ...(part.notes ?? [])],
      };
    }
  }
  const before = { ...onlyWith(mayBeMissing(plan.filters)), ...clearHeaders(cleared) };
  return { ...plan, perFilter: { ...before, ...plan.perFilter } };
}

export function planGuard(rule: EffectiveRule, context: RouteContext): GuardPlan {
  const { access = [], rateLimits = [], compression } = rule.settings;
  if (access.length === 0 && rateLimits.length === 0 && !compression) return emptyPlan;
  return combined([
    ...accessParts(access, context),
    rateLimits.length > 0 ? limitParts(rateLimits, rule, context) : nothingToDo,
    compression ? compressionPart(compression) : nothingToDo,
  ]);
}
