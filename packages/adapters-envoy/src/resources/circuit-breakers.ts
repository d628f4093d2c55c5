import type { BackendSettings } from '@routeward/core';
import type { JsonObject } from '../resource.ts';

/** Envoy's 1,024 of each, and 3 retries, would refuse requests of one busy route only. */
const most = 10_000;

/** Bounds of one cluster: what is over them gets 503 at once. */
export function circuitBreakers({ limits = {}, retryBudget }: BackendSettings): JsonObject {
  return {
    thresholds: [
      {
        max_connections: limits.connections ?? most,
        // A request waits for its own connection, too: with 0 Envoy would refuse the first one.
        max_pending_requests: Math.max(1, limits.pendingRequests ?? most),
        max_requests: limits.requests ?? most,
        // A budget stands in place of the number.
        ...(retryBudget && limits.retries === undefined
          ? {
              retry_budget: {
                budget_percent: { value: retryBudget.percent },
                min_retry_concurrency: retryBudget.minimum,
              },
            }
          : { max_retries: limits.retries ?? most }),
      },
    ],
  };
}
