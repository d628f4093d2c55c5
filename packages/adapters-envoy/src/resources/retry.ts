import type { Retry, RuleSettings } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import { duration } from './duration.ts';

/** Methods that may be sent again without doing harm (RFC 9110 9.2.2). */
const idempotent = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'TRACE'];

export const isIdempotent = (method: string): boolean => idempotent.includes(method);

export const idempotentMethod: JsonObject = {
  name: ':method',
  string_match: { safe_regex: { regex: idempotent.join('|') } },
};

/** Milliseconds before the first retry where the rule names none. */
const defaultBackoff = 25;

/** Where there is a choice, a retry does not get the address that has just failed. */
const otherHost: JsonObject = {
  retry_host_predicate: [
    {
      name: 'envoy.retry_host_predicates.previous_hosts',
      typed_config: { '@type': typeOf('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate') },
    },
  ],
  host_selection_retry_max_attempts: 3,
};

/** `reset` covers a try that got no answer, and one that ran out of time: the backend may have acted on it. */
const conditions = ({ statusCodes }: Retry, repeatable: boolean): string =>
  [
    'connect-failure',
    'refused-stream',
    'reset-before-request',
    ...(repeatable ? ['reset'] : []),
    ...(statusCodes.length > 0 ? ['retriable-status-codes'] : []),
  ].join(',');

function tries(retry: Retry, repeatable: boolean): JsonObject {
  const base = Math.max(retry.backoff ?? defaultBackoff, 1);
  return {
    retry_on: conditions(retry, repeatable),
    num_retries: retry.attempts,
    ...(retry.statusCodes.length > 0 && { retriable_status_codes: retry.statusCodes }),
    retry_back_off: {
      base_interval: duration(base),
      max_interval: duration(Math.max(base, retry.maximumBackoff ?? base * 10)),
    },
    ...otherHost,
  };
}

export const retries = ({ retry }: RuleSettings): boolean => retry !== undefined && retry.attempts > 0;

/** `repeatable`: the method may be sent again. */
export function retryPolicy({ retry, timeouts }: RuleSettings, repeatable: boolean): JsonObject {
  const perTry = timeouts?.backendRequest ?? 0;
  const wanted = retry !== undefined && retry.attempts > 0;
  if (!wanted && perTry === 0) return {};
  return {
    retry_policy: {
      ...(wanted ? tries(retry, repeatable) : { num_retries: 0 }),
      ...(perTry > 0 && { per_try_timeout: duration(perTry) }),
    },
  };
}
