import type { HealthCheck } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';

/** Neighbours become one range; the end of a range is no part of it. */
function ranges(statuses: readonly number[]): JsonObject[] {
  const found: { start: number; end: number }[] = [];
  for (const status of [...new Set(statuses)].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.end === status) last.end = status + 1;
    else found.push({ start: status, end: status + 1 });
  }
  return found.map((range) => ({ ...range }));
}

function check(asked: HealthCheck, http2: boolean): JsonObject {
  switch (asked.kind) {
    case 'tcp':
      return { tcp_health_check: {} };
    case 'grpc':
      return { grpc_health_check: asked.service === undefined ? {} : { service_name: asked.service } };
    case 'http':
      return {
        http_health_check: {
          path: asked.path,
          method: asked.method,
          ...(asked.hostname !== undefined && { host: asked.hostname }),
          ...(http2 && { codec_client_type: 'HTTP2' }),
          expected_statuses: ranges(asked.expectedStatuses),
        },
      };
  }
}

export const healthCheck = (asked: HealthCheck, http2: boolean): JsonObject => ({
  timeout: duration(asked.timeout),
  interval: duration(asked.interval),
  // Without requests Envoy would ask once a minute only.
  no_traffic_interval: duration(asked.interval),
  unhealthy_threshold: asked.unhealthyThreshold,
  healthy_threshold: asked.healthyThreshold,
  ...check(asked, http2),
});
