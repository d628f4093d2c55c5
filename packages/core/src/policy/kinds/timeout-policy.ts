import * as z from 'zod';
import type { HttpRoute } from '../../resources/http-route.ts';
import { duration } from '../../resources/names.ts';
import type { JsonObject } from '../../text/json.ts';
import { inheritedKind } from './inherited-kind.ts';

/** What a TimeoutPolicy may say; `0s` switches a limit off. */
export const timeoutPolicySpec = z.object({
  /** The whole exchange with the client, retries included. */
  request: z.exactOptional(duration),
  /** One try. */
  backendRequest: z.exactOptional(duration),
  /** Until a connection to the backend stands. */
  connect: z.exactOptional(duration),
  /** How long a connection to the backend is kept that nothing uses. */
  idle: z.exactOptional(duration),
});

function ownValues(route: HttpRoute, index: number): JsonObject | undefined {
  const { request, backendRequest } = route.spec.rules[index]?.timeouts ?? {};
  if (request === undefined && backendRequest === undefined) return undefined;
  return { ...(request !== undefined && { request }), ...(backendRequest !== undefined && { backendRequest }) };
}

export const timeoutPolicy = inheritedKind({ kind: 'TimeoutPolicy', schema: timeoutPolicySpec, ownValues });
