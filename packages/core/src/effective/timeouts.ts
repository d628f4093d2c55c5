import type { Retry, Timeouts } from '../ir/configuration.ts';
import { parseDuration } from '../resources/duration.ts';
import type { HttpRouteRetry, HttpRouteTimeouts } from '../resources/http-route.ts';
import type { RuleIssues } from './rule-issues.ts';

/** Milliseconds; a text that is no duration goes to `issues`. */
export function toMilliseconds(text: string, path: string, issues: RuleIssues): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    const message = `${JSON.stringify(text)} is not a duration such as 1m30s (GEP-2257)`;
    issues.unsupported.push({ path, reason: 'UnsupportedValue', message });
  }
  return milliseconds ?? 0;
}

export function toTimeouts(source: HttpRouteTimeouts, path: string, issues: RuleIssues): Timeouts {
  const { request, backendRequest } = source;
  return {
    ...(request !== undefined && { request: toMilliseconds(request, `${path}.request`, issues) }),
    ...(backendRequest !== undefined && {
      backendRequest: toMilliseconds(backendRequest, `${path}.backendRequest`, issues),
    }),
  };
}

/** Codes in ascending order, as their order says nothing. Without codes only lost connections are retried. */
export function toRetry(source: HttpRouteRetry, path: string, issues: RuleIssues): Retry {
  const { attempts, codes, backoff } = source;
  return {
    attempts,
    statusCodes: [...new Set(codes)].sort((a, b) => a - b),
    ...(backoff !== undefined && { backoff: toMilliseconds(backoff, `${path}.backoff`, issues) }),
  };
}
