import type { AccessPolicySpec } from '../../kinds/access-policy.ts';
import type { SecuritySpec } from '../../kinds/envoy-gateway/security-policy.ts';

type Authorization = NonNullable<SecuritySpec['authorization']>;
type Rule = NonNullable<Authorization['rules']>[number];

/** What authorization comes to in lists and claims, or undefined where it can't be said so. */
export interface Authorized {
  readonly addresses?: NonNullable<AccessPolicySpec['addresses']>;
  readonly claims?: NonNullable<NonNullable<AccessPolicySpec['jwt']>['claims']>;
  /** Whose tokens the claims are asked of. */
  readonly provider?: string;
}

const everybody = ['0.0.0.0/0', '::/0'];

const rangesOf = (rules: readonly Rule[]): string[] => rules.flatMap(({ principal }) => principal.clientCIDRs ?? []);

/** By addresses only: then a list of them says the same. */
const byAddress = ({ principal: { clientCIDRs = [], jwt } }: Rule): boolean => clientCIDRs.length > 0 && !jwt;

/**
 * The first rule that fits decides, and `defaultAction` where none does. Denials by address in front and permissions by
 * address behind are two lists; a single permission may ask for claims as well. What is more has no place here.
 */
function authorized({ defaultAction = 'Deny', rules = [] }: Authorization): Authorized | undefined {
  const denials = rules.findIndex(({ action }) => action !== 'Deny');
  const [deny, allow] = denials === -1 ? [rules, []] : [rules.slice(0, denials), rules.slice(denials)];
  if (!deny.every(byAddress) || allow.some(({ action }) => action === 'Deny')) return undefined;
  const denied = rangesOf(deny);
  // Whoever is not denied gets in, whatever the permissions say.
  if (defaultAction === 'Allow') return { addresses: { deny: denied } };
  const [only, ...others] = allow;
  if (!only) return { addresses: { deny: everybody } };
  if (others.length === 0) {
    const claims = (only.principal.jwt?.claims ?? []).map(({ name, values }) => ({ name, values }));
    const provider = only.principal.jwt && { provider: only.principal.jwt.provider };
    const allowed = only.principal.clientCIDRs ?? [];
    if (allowed.length + claims.length === 0) return undefined;
    return { addresses: { deny: denied, allow: allowed }, ...(claims.length > 0 && { claims }), ...provider };
  }
  return allow.every(byAddress) ? { addresses: { deny: denied, allow: rangesOf(allow) } } : undefined;
}

/** Undefined, too, where claims are asked of one of several providers: here they are asked of whoever signs. */
export function toAuthorized(authorization: Authorization, providers: readonly string[]): Authorized | undefined {
  const found = authorized(authorization);
  const { provider } = found ?? {};
  return provider === undefined || (providers.length === 1 && providers[0] === provider) ? found : undefined;
}
