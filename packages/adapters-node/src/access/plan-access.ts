import type { AccessRule } from '@routeward/core';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { GuardStep } from '../guard/guard-step.ts';
import { always, broken } from '../guard/refusals.ts';
import { planAddresses } from './address-check.ts';
import { planApiKeys } from './api-key-check.ts';
import { planBasic } from './basic-check.ts';
import { planExternal } from './external-check.ts';
import { planJwt } from './jwt-check.ts';

/** One access rule made ready. What is not known here closes the rule. */
export function planAccess(rule: AccessRule, environment: GuardEnvironment): GuardStep {
  switch (rule.kind) {
    case 'addresses':
      return planAddresses(rule);
    case 'apiKey':
      return planApiKeys(rule, environment);
    case 'basic':
      return planBasic(rule, environment);
    case 'jwt':
      return planJwt(rule, environment);
    case 'external':
      return planExternal(rule, environment);
    default:
      return always(broken('an access rule of a kind that is not known'));
  }
}
