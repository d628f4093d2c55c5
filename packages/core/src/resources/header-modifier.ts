import * as z from 'zod';
import { perChannel } from './channel.ts';
import { headerValue } from './header-value.ts';
import { listMap, listSet } from './list.ts';
import { headerName } from './names.ts';

export const httpHeader = perChannel((channel) =>
  z.object({
    name: headerName,
    value: headerValue[channel],
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
