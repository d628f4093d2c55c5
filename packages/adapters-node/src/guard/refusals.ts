import { reply } from '../filters/exchange-draft.ts';
import type { GuardStep, Refusal } from './guard-step.ts';

/** Who the client is has to be said, or said rightly; `challenge` goes into WWW-Authenticate (RFC 9110 11.6.1). */
export const unauthenticated = (challenge: string): Refusal => ({
  reply: reply(401, 'unauthenticated', ['WWW-Authenticate', challenge]),
});

export const forbidden: Refusal = { reply: reply(403, 'forbidden') };

/** The rule asks for what can't be done here: closed, never open. */
export const broken = (detail: string): Refusal => ({ reply: reply(500, 'broken-policy'), detail });

/** A rule that can't be honoured, whatever the request. */
export const always =
  (refusal: Refusal): GuardStep =>
  () =>
    refusal;

/** Too much at once to check credentials; the client may come again. */
export const busy: Refusal = { reply: reply(503, 'policy-unavailable', ['Retry-After', '1']) };

/** Who could say is out of reach: closed. */
export const unavailable = (detail: string): Refusal => ({ reply: reply(500, 'policy-unavailable'), detail });
