import { type CorsFilter, decideCors } from '@routeward/core';
import { fieldValue } from '../headers/field-name.ts';
import { fieldText } from '../headers/wire-text.ts';
import { type ExchangeDraft, type FilterContext, type LocalReply, reply } from './exchange-draft.ts';

/** What only the gateway may say once a CORS filter applies (GEP-1767: it is the final authority). */
export const corsFields = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

const safeHeaders = (headers: readonly string[]): string[] => headers.map((text) => fieldText(text) ?? '');

/** Answers a preflight request; marks any other cross-origin one for its response. */
export function applyCors(filter: CorsFilter, context: FilterContext, draft: ExchangeDraft): LocalReply | undefined {
  const decision = decideCors(filter, {
    method: context.method,
    origin: fieldValue(context.rawHeaders, 'origin'),
    requestMethod: fieldValue(context.rawHeaders, 'access-control-request-method'),
    requestHeaders: fieldValue(context.rawHeaders, 'access-control-request-headers'),
  });
  if (decision.kind === 'none') return undefined;
  if (decision.kind === 'preflight') return reply(decision.statusCode, 'cors-preflight', safeHeaders(decision.headers));
  draft.corsHeaders = safeHeaders(decision.headers);
  return undefined;
}
