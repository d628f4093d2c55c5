import * as z from 'zod';
import { perChannel } from './channel.ts';
import { listMap, listSet } from './list.ts';
import { headerName } from './names.ts';
import { text } from './text.ts';

/**
 * Visible characters, separated by single blanks. The CRD's `^[!-~]+([\t ]?[!-~]+)*$` means the same, but a
 * backtracking engine needs exponential time for it.
 */
const headerValuePattern = /^[!-~]+([\t ][!-~]+)*$/;

const limits = { min: 1, max: 4096 };

export const httpHeader = perChannel((channel) =>
  z.object({
    name: headerName,
    value: text(channel === 'experimental' ? { ...limits, pattern: headerValuePattern } : limits),
  }),
);

export type HttpHeader = z.infer<typeof httpHeader.experimental>;

export const httpHeaderFilter = perChannel((channel) =>
  z.object({
    set: z.exactOptional(listMap(httpHeader[channel], 'name', { max: 16 })),
    add: z.exactOptional(listMap(httpHeader[channel], 'name', { max: 16 })),
    remove: z.exactOptional(listSet(z.string(), { max: 16 })),
  }),
);

export type HttpHeaderFilter = z.infer<typeof httpHeaderFilter.experimental>;
