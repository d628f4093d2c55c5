import type { MirrorFilter } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { fractionalPercent } from './fraction.ts';

/** The copy keeps its host: Envoy would put `-shadow` behind it. */
function mirrorPolicy({ backend, fraction }: MirrorFilter): JsonObject {
  const { numerator, denominator } = fraction;
  return {
    cluster: backend,
    disable_shadow_host_suffix_append: true,
    ...(numerator < denominator && {
      runtime_fraction: { default_value: fractionalPercent(numerator, denominator) },
    }),
  };
}

export const mirrorFields = (mirrors: readonly MirrorFilter[]): JsonObject =>
  mirrors.length === 0 ? {} : { request_mirror_policies: mirrors.map(mirrorPolicy) };
