import type { MirrorFilter } from '@routeward/core';
import type { ExchangeDraft } from './exchange-draft.ts';

/** Notes a copy of the request as it is at this place of the filter list, for the filter's share of the requests. */
export function planMirror(filter: MirrorFilter, random: () => number, draft: ExchangeDraft): void {
  const { numerator, denominator } = filter.fraction;
  if (numerator <= 0 || (numerator < denominator && random() * denominator >= numerator)) return;
  draft.mirrors ??= [];
  draft.mirrors.push({ filter, path: draft.path, authority: draft.authority, headers: draft.headers.slice() });
}
