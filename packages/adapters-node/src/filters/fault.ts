import type { FaultFilter } from '@routeward/core';
import { longestDelay } from '../time/timer-delay.ts';
import { type ExchangeDraft, type LocalReply, reply } from './exchange-draft.ts';

/** False for a fault that can't be played: a status that is no final one, or a time that is none. */
export const isFault = ({ delay, abort }: FaultFilter): boolean =>
  (delay === undefined || (delay.duration >= 0 && delay.duration <= longestDelay)) &&
  (abort === undefined || (Number.isInteger(abort.statusCode) && abort.statusCode >= 200 && abort.statusCode <= 599));

/** Delays and aborts a share of the requests; each has its own roll. */
export function applyFault(filter: FaultFilter, random: () => number, draft: ExchangeDraft): LocalReply | undefined {
  const { delay, abort } = filter;
  if (delay !== undefined && random() * 100 < delay.percentage) draft.delay += delay.duration;
  return abort !== undefined && random() * 100 < abort.percentage ? reply(abort.statusCode, 'fault') : undefined;
}
