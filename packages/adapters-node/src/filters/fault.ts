import type { FaultFilter } from '@routeward/core';
import { type ExchangeDraft, type LocalReply, reply } from './exchange-draft.ts';

/** Delays and aborts a share of the requests; each has its own roll. */
export function applyFault(filter: FaultFilter, random: () => number, draft: ExchangeDraft): LocalReply | undefined {
  const { delay, abort } = filter;
  if (delay !== undefined && random() * 100 < delay.percentage) draft.delay += delay.duration;
  return abort !== undefined && random() * 100 < abort.percentage ? reply(abort.statusCode, 'fault') : undefined;
}
