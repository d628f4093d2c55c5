import type { EffectiveConfiguration } from '@routeward/core';
import type { Seen } from '../support/echo-backends.ts';
import type { ExpectedMirror } from './expectation.ts';
import type { PlaneName } from './planes.ts';

const spoken: Readonly<Record<PlaneName, readonly string[]>> = {
  node: ['http', 'ws'],
  envoy: ['http', 'ws', 'h2c', 'grpc'],
};

/** False where the mirror's backend can't get anything: without endpoints, or of a protocol that is not spoken. */
function reachable({ backends }: EffectiveConfiguration, plane: PlaneName, { backend }: ExpectedMirror): boolean {
  const known = backends.find(({ ref }) => `${ref.namespace}/${ref.name}:${ref.port}` === backend);
  return known !== undefined && known.endpoints.length > 0 && spoken[plane].includes(known.protocol);
}

/** What is wrong with the copies that arrived; undefined where nothing is. */
export function mirrorDifference(
  configuration: EffectiveConfiguration,
  plane: PlaneName,
  expected: readonly ExpectedMirror[],
  seen: readonly Seen[],
  forwarded: boolean,
): string | undefined {
  const possible = forwarded ? expected.filter((mirror) => reachable(configuration, plane, mirror)) : [];
  const backends = new Set([...possible, ...seen].map(({ backend }) => backend));
  for (const backend of backends) {
    const own = possible.filter((mirror) => mirror.backend === backend);
    const least = own.filter(({ fraction }) => fraction >= 1).length;
    const most = own.filter(({ fraction }) => fraction > 0).length;
    const count = seen.filter((copy) => copy.backend === backend).length;
    if (count < least || count > most) return `mirror ${backend}: wanted ${least} to ${most}, got ${count}`;
  }
  return undefined;
}
