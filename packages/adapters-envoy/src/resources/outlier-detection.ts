import type { OutlierDetection } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';

/** Only what is asked for counts: Envoy's own defaults would look at consecutive 5xx and at success rates, too. */
export const outlierDetection = (detection: OutlierDetection): JsonObject => ({
  ...(detection.consecutive5xx === undefined
    ? { enforcing_consecutive_5xx: 0 }
    : { consecutive_5xx: detection.consecutive5xx, enforcing_consecutive_5xx: 100 }),
  ...(detection.consecutiveGatewayErrors === undefined
    ? { enforcing_consecutive_gateway_failure: 0 }
    : {
        consecutive_gateway_failure: detection.consecutiveGatewayErrors,
        enforcing_consecutive_gateway_failure: 100,
      }),
  enforcing_success_rate: 0,
  enforcing_failure_percentage: 0,
  interval: duration(detection.interval),
  base_ejection_time: duration(detection.baseEjectionTime),
  max_ejection_percent: detection.maxEjectionPercent,
});
