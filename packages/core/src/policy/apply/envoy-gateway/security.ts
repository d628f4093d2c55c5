import type { CorsFilter } from '../../../ir/filter.ts';
import { formatPath } from '../../../validation/field-path.ts';
import type { EffectivePolicy, FieldOrigin } from '../../effective-policy.ts';
import { accessPolicySpec } from '../../kinds/access-policy.ts';
import { type SecuritySpec, securitySpec } from '../../kinds/envoy-gateway/security-policy.ts';
import { milliseconds } from '../../kinds/milliseconds.ts';
import { type Access, applyToRule, closedBy, toAccess } from '../access.ts';
import { originAt } from '../origin-at.ts';
import { PolicyReader, type PolicyValues, problemAt } from '../policy-reader.ts';
import type { RuleDraft } from '../rule-draft.ts';
import { toAuthorized } from './authorization.ts';
import { securityValues } from './security-values.ts';

const reader = new PolicyReader('SecurityPolicy', securitySpec);

/** Where what an AccessPolicy calls so stands in a SecurityPolicy. */
const names = [
  ['addresses', 'authorization'],
  ['jwt', 'jwt'],
  ['basic', 'basicAuth'],
  ['apiKeys', 'apiKeyAuth'],
  ['external', 'extAuth'],
] as const;

function renamed(effective: EffectivePolicy): EffectivePolicy {
  const origins: Record<string, FieldOrigin> = Object.create(null);
  for (const [own, theirs] of names) {
    const origin = originAt(effective, theirs);
    if (origin) origins[own] = { ...origin, field: theirs };
  }
  return { spec: effective.spec, origins, beaten: effective.beaten };
}

function accessOf({ spec, effective }: PolicyValues<SecuritySpec>, draft: RuleDraft): Access {
  const providers = (spec.jwt?.providers ?? []).map(({ name }) => name);
  const authorized = spec.authorization ? toAuthorized(spec.authorization, providers) : {};
  if (!authorized) {
    const message =
      'can be carried out here as denials by address, permissions by address, or one permission by claims';
    return closedBy([problemAt(effective, 'authorization', message)], draft);
  }
  const own = renamed(effective);
  const result = accessPolicySpec.safeParse(securityValues(spec, authorized));
  if (result.success) return toAccess({ spec: result.data, effective: own }, draft);
  const problems = result.error.issues.map(({ path, message }) => problemAt(own, formatPath(path), message));
  return closedBy(problems, draft);
}

function toCors(source: NonNullable<SecuritySpec['cors']>): CorsFilter {
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge = '5s' } = source;
  return {
    kind: 'cors',
    allowOrigins: [...allowOrigins],
    allowMethods: [...allowMethods],
    allowHeaders: [...allowHeaders],
    exposeHeaders: [...exposeHeaders],
    allowCredentials: source.allowCredentials ?? false,
    maxAge: Math.floor(milliseconds(maxAge) / 1000),
  };
}

/** Envoy Gateway's SecurityPolicy: whatever can't be honoured closes the rule. The rule's own CORS filter wins. */
export function applySecurity(draft: RuleDraft): void {
  const effective = draft.effectiveOf(reader.kind);
  if (!effective) return;
  const reading = reader.read(effective);
  if (reading.kind === 'invalid') {
    applyToRule(closedBy(reading.problems, draft), draft);
    return;
  }
  const { cors } = reading.values.spec;
  if (cors && !draft.filters.some(({ kind }) => kind === 'cors')) draft.filters = [toCors(cors), ...draft.filters];
  applyToRule(accessOf(reading.values, draft), draft);
}
