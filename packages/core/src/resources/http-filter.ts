import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { type Channel, experimental, perChannel } from './channel.ts';
import { httpCors } from './cors.ts';
import { httpExternalAuth } from './external-auth.ts';
import { httpHeaderFilter } from './header-modifier.ts';
import { list } from './list.ts';
import { localObjectReference } from './object-ref.ts';
import { httpRequestRedirect, httpUrlRewrite } from './path-modifier.ts';
import { httpRequestMirror } from './request-mirror.ts';
import { httpFilterListRules, httpFilterRules } from './rules/http-filter-rules.ts';

const standardTypes = [
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'URLRewrite',
  'ExtensionRef',
  'CORS',
] as const;

export type HttpRouteFilterType = (typeof standardTypes)[number] | 'ExternalAuth';

const filterType = (channel: Channel): z.ZodType<HttpRouteFilterType> =>
  channel === 'standard' ? z.enum(standardTypes) : z.enum([...standardTypes, 'ExternalAuth']);

/** The field named after `type` is the one that counts; the CRD's rules see that no other is set. */
export const httpRouteFilter = perChannel((channel) =>
  withRules(
    z.object({
      type: filterType(channel),
      requestHeaderModifier: z.exactOptional(httpHeaderFilter[channel]),
      responseHeaderModifier: z.exactOptional(httpHeaderFilter[channel]),
      requestMirror: z.exactOptional(httpRequestMirror[channel]),
      requestRedirect: z.exactOptional(httpRequestRedirect),
      urlRewrite: z.exactOptional(httpUrlRewrite),
      cors: z.exactOptional(httpCors),
      externalAuth: experimental(z.exactOptional(httpExternalAuth[channel])),
      extensionRef: z.exactOptional(localObjectReference),
    }),
    httpFilterRules,
    channel,
  ),
);

export type HttpRouteFilter = z.infer<typeof httpRouteFilter.experimental>;

export const httpRouteFilters = perChannel((channel) =>
  withRules(list(httpRouteFilter[channel], { max: 16 }), httpFilterListRules),
);
