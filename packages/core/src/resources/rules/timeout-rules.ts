import type { CelRule } from '../cel-rule.ts';
import { parseDuration } from '../duration.ts';

interface TimeoutsShape {
  readonly request?: string;
  readonly backendRequest?: string;
}

/**
 * Of HTTPRouteTimeouts. A text that is no duration makes the CRD's expression fail, which the API server reports
 * beside the pattern that it violates anyway; here only the pattern is reported.
 */
export const timeoutRules: readonly CelRule<TimeoutsShape>[] = [
  {
    message: 'backendRequest timeout cannot be longer than request timeout',
    holds: ({ request, backendRequest }) => {
      if (request === undefined || backendRequest === undefined) return true;
      const whole = parseDuration(request);
      const single = parseDuration(backendRequest);
      return whole === undefined || single === undefined || whole === 0 || single <= whole;
    },
  },
];
