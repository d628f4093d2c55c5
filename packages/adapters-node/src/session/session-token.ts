import { createHash } from 'node:crypto';

/**
 * Names an endpoint for one rule, without saying which it is. Bound to the rule: sessions are never shared between
 * rules, even of one Service (GEP-1619).
 */
export const endpointToken = (rule: string, backend: string, endpoint: string): string =>
  createHash('sha256').update([rule, backend, endpoint].join('\n')).digest('base64url').slice(0, 22);

/** What a client carries: the endpoint, and when the session began (milliseconds since the epoch). */
export const sessionToken = (endpoint: string, begun: number): string =>
  `${endpoint}.${Math.floor(begun / 1000).toString(36)}`;

const form = /^([\w-]{22})\.([0-9a-z]{1,10})$/;

/** Undefined for what is no token. Who changes the time only keeps, or loses, a preference. */
export function readSessionToken(text: string): { readonly endpoint: string; readonly begun: number } | undefined {
  const [, endpoint, begun] = form.exec(text) ?? [];
  if (endpoint === undefined || begun === undefined) return undefined;
  return { endpoint, begun: Number.parseInt(begun, 36) * 1000 };
}
