import type { PathMatch } from '@routeward/core';
import { applyCors } from './cors.ts';
import { type ExchangeDraft, type FilterContext, type LocalReply, reply } from './exchange-draft.ts';
import { applyFault } from './fault.ts';
import { planMirror } from './mirror.ts';
import type { PlannedFilter } from './plan-filters.ts';
import { applyRequestHeaders } from './request-headers.ts';
import { planResponseHeaders } from './response-headers.ts';
import { applyRewrite } from './rewrite.ts';

/** Runs filters in order; the first that answers by itself ends the run. */
export function applyFilters(
  filters: readonly PlannedFilter[],
  match: PathMatch,
  context: FilterContext,
  draft: ExchangeDraft,
): LocalReply | undefined {
  for (const filter of filters) {
    const answer = applyFilter(filter, match, context, draft);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function applyFilter(
  filter: PlannedFilter,
  match: PathMatch,
  context: FilterContext,
  draft: ExchangeDraft,
): LocalReply | undefined {
  switch (filter.kind) {
    case 'requestHeaders':
      applyRequestHeaders(filter.changes, draft);
      return undefined;
    case 'responseHeaders':
      planResponseHeaders(filter.changes, draft);
      return undefined;
    case 'rewrite':
      applyRewrite(filter.rewrite, match, draft);
      return undefined;
    case 'mirror':
      planMirror(filter.filter, context.random, draft);
      return undefined;
    case 'cors':
      return applyCors(filter.filter, context, draft);
    case 'fault':
      return applyFault(filter.filter, context.random, draft);
    case 'broken':
      return reply(500, 'broken-rule');
  }
}
