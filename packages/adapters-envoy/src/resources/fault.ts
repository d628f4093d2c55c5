import type { FaultFilter } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import { duration } from './duration.ts';
import { fractionalPercent } from './fraction.ts';

export const faultFilter = 'envoy.filters.http.fault';
const type = typeOf('envoy.extensions.filters.http.fault.v3.HTTPFault');

/** In the connection manager's list, off until a route turns it on. */
export const disabledFault: JsonObject = { name: faultFilter, disabled: true, typed_config: { '@type': type } };

export const faultConfig = ({ delay, abort }: FaultFilter): JsonObject => ({
  [faultFilter]: {
    '@type': type,
    ...(delay && {
      delay: { fixed_delay: duration(delay.duration), percentage: fractionalPercent(delay.percentage, 100) },
    }),
    ...(abort && {
      abort: { http_status: abort.statusCode, percentage: fractionalPercent(abort.percentage, 100) },
    }),
  },
});
