import type { JwtProvider, JwtRule } from '@routeward/core';
import { reply } from '../filters/exchange-draft.ts';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { GuardedRequest, GuardStep, Refusal } from '../guard/guard-step.ts';
import { always, broken, unauthenticated, unavailable } from '../guard/refusals.ts';
import { type Claims, claimText, hasClaim } from './claims.ts';
import { credentialsAt } from './credential.ts';
import { forwardedValue, isForwardedName } from './forwarded-name.ts';
import { KeysUnavailable } from './key-set.ts';
import { tokenVerifier } from './verify-token.ts';

/** Where RFC 6750 has clients put tokens, for providers that name no place. */
const bearer: JwtProvider['from'] = [{ kind: 'header', name: 'authorization', prefix: 'Bearer ' }];

// RFC 6750 3.1: no error code for a request that carries no token at all.
const missing = unauthenticated('Bearer realm="gateway"');
const invalid = unauthenticated('Bearer realm="gateway", error="invalid_token"');
const insufficient: Refusal = {
  reply: reply(403, 'forbidden', ['WWW-Authenticate', 'Bearer realm="gateway", error="insufficient_scope"']),
};

interface Verifier {
  readonly provider: JwtProvider;
  readonly verify: (token: string) => Promise<Claims | undefined>;
}

interface Candidate {
  readonly verifier: Verifier;
  readonly token: string;
}

function candidates(verifiers: readonly Verifier[], { fields, path }: GuardedRequest): readonly Candidate[] {
  return verifiers.flatMap((verifier) => {
    const { from } = verifier.provider;
    const tokens = credentialsAt(from.length === 0 ? bearer : from, fields, path);
    return tokens.map((token) => ({ verifier, token }));
  });
}

/** The first good token, or the answer to a request without one. */
async function firstGood(found: readonly Candidate[]): Promise<{ provider: JwtProvider; claims: Claims } | Refusal> {
  let refusal = invalid;
  for (const { verifier, token } of found) {
    try {
      const claims = await verifier.verify(token);
      if (claims !== undefined) return { provider: verifier.provider, claims };
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      refusal = unavailable(`provider ${verifier.provider.name}: ${error.message}`);
    }
  }
  return refusal;
}

/** A token of one of the providers with all claims that the rule asks for. */
export function planJwt(rule: JwtRule, environment: GuardEnvironment): GuardStep {
  const headers = rule.providers.flatMap(({ claimHeaders }) => claimHeaders.map(({ header }) => header.toLowerCase()));
  if (!headers.every(isForwardedName)) return always(broken('a header name that can not be forwarded'));
  if (rule.providers.length === 0) return always(broken('no provider of tokens'));
  const verifiers = rule.providers.map((provider) => ({ provider, verify: tokenVerifier(provider, environment) }));
  const clear = ({ changes }: GuardedRequest): void => {
    for (const name of headers) changes.push({ name, value: undefined });
  };
  const decide = async (request: GuardedRequest, found: readonly Candidate[]): Promise<Refusal | undefined> => {
    const good = await firstGood(found);
    if ('reply' in good) return good;
    const { claims, provider } = good;
    if (!rule.claims.every(({ name, values }) => hasClaim(claims, name, values))) return insufficient;
    for (const { claim, header } of provider.claimHeaders) {
      const text = claimText(claims, claim);
      if (text !== undefined) request.changes.push({ name: header.toLowerCase(), value: forwardedValue(text) });
    }
    request.claims = claims;
    return undefined;
  };
  return (request) => {
    clear(request);
    const found = candidates(verifiers, request);
    if (found.length > 0) return decide(request, found);
    return rule.optional ? undefined : missing;
  };
}
