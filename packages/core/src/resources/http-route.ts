import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { experimental, perChannel } from './channel.ts';
import { httpRouteFilters } from './http-filter.ts';
import { httpRouteMatch } from './http-match.ts';
import { list, listSet } from './list.ts';
import { duration, hostname, integer, sectionName } from './names.ts';
import { objectMeta } from './object-meta.ts';
import { backendObjectRules, parentReference, weightedBackendFields } from './object-ref.ts';
import { routeStatus } from './route-status.ts';
import { httpRouteRuleListRules, httpRouteRuleRules } from './rules/http-route-rule-rules.ts';
import { parentRefRules } from './rules/parent-ref-rules.ts';
import { timeoutRules } from './rules/timeout-rules.ts';
import { sessionPersistence } from './session-persistence.ts';

export const httpBackendRef = perChannel((channel) =>
  withRules(
    z.object({ ...weightedBackendFields, filters: z.exactOptional(httpRouteFilters[channel]) }),
    backendObjectRules,
    channel,
  ),
);

export type HttpBackendRef = z.infer<typeof httpBackendRef.experimental>;

export const httpRouteTimeouts = withRules(
  z.object({ request: z.exactOptional(duration), backendRequest: z.exactOptional(duration) }),
  timeoutRules,
);

export type HttpRouteTimeouts = z.infer<typeof httpRouteTimeouts>;

export const httpRouteRetry = z.object({
  codes: z.exactOptional(listSet(integer({ min: 400, max: 599 }))),
  /** Tries after the first; 0 disables. */
  attempts: integer({ min: 0 }).default(1),
  backoff: z.exactOptional(duration),
});

export type HttpRouteRetry = z.infer<typeof httpRouteRetry>;

const anyPath = () => ({ path: { type: 'PathPrefix' as const, value: '/' } });

export const httpRouteRule = perChannel((channel) =>
  withRules(
    z.object({
      name: z.exactOptional(sectionName),
      matches: list(httpRouteMatch[channel], { max: 64 }).default(() => [anyPath()]),
      filters: z.exactOptional(httpRouteFilters[channel]),
      backendRefs: z.exactOptional(list(httpBackendRef[channel], { max: 16 })),
      timeouts: z.exactOptional(httpRouteTimeouts),
      retry: z.exactOptional(httpRouteRetry),
      sessionPersistence: experimental(z.exactOptional(sessionPersistence)),
    }),
    httpRouteRuleRules,
  ),
);

export type HttpRouteRule = z.infer<typeof httpRouteRule.experimental>;

export const httpRoute = perChannel((channel) =>
  z.object({
    apiVersion: z.enum(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1']),
    kind: z.literal('HTTPRoute'),
    metadata: objectMeta(),
    spec: z.object({
      parentRefs: z.exactOptional(withRules(list(parentReference, { max: 32 }), parentRefRules, channel)),
      useDefaultGateways: experimental(z.exactOptional(z.enum(['All', 'None']))),
      hostnames: z.exactOptional(list(hostname, { max: 16 })),
      rules: withRules(list(httpRouteRule[channel], { min: 1, max: 16 }), httpRouteRuleListRules).default(() => [
        { matches: [anyPath()] },
      ]),
    }),
    status: z.exactOptional(routeStatus),
  }),
);

export type HttpRoute = z.infer<typeof httpRoute.experimental>;
