import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { headerValue } from './header-value.ts';
import { listMap } from './list.ts';
import { headerName } from './names.ts';
import { httpPathRules } from './rules/http-path-rules.ts';
import { text } from './text.ts';

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;

export const httpPathMatch = withRules(
  z.object({
    type: z.enum(['Exact', 'PathPrefix', 'RegularExpression']).default('PathPrefix'),
    value: text({ max: 1024 }).default('/'),
  }),
  httpPathRules,
);

export type HttpPathMatch = z.infer<typeof httpPathMatch>;

const valueMatchType = z.enum(['Exact', 'RegularExpression']).default('Exact');

export const httpHeaderMatch = perChannel((channel) =>
  z.object({ type: valueMatchType, name: headerName, value: headerValue[channel] }),
);

export type HttpHeaderMatch = z.infer<typeof httpHeaderMatch.experimental>;

export const httpQueryParamMatch = z.object({
  type: valueMatchType,
  name: headerName,
  value: text({ min: 1, max: 1024 }),
});

export type HttpQueryParamMatch = z.infer<typeof httpQueryParamMatch>;

export const httpRouteMatch = perChannel((channel) =>
  z.object({
    path: httpPathMatch.default({ type: 'PathPrefix', value: '/' }),
    headers: z.exactOptional(listMap(httpHeaderMatch[channel], 'name', { max: 16 })),
    queryParams: z.exactOptional(listMap(httpQueryParamMatch, 'name', { max: 16 })),
    method: z.exactOptional(z.enum(httpMethods)),
  }),
);

export type HttpRouteMatch = z.infer<typeof httpRouteMatch.experimental>;
