import type { DecisionRequest } from '../decision/decision.ts';

/** Headers whose values let somebody in: explanations end up in tickets and logs. */
const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-auth-token',
]);

export const isCredential = (header: string): boolean => credentialHeaders.has(header.toLowerCase());

/** Stands for a value that is there and not shown. */
export const withheld = '(withheld)';

/** The request as it may be repeated. */
export function withoutCredentials(request: DecisionRequest): DecisionRequest {
  if (!request.headers?.some(([name]) => isCredential(name))) return request;
  return {
    ...request,
    headers: request.headers.map(([name, value]) => [name, isCredential(name) ? withheld : value] as const),
  };
}
