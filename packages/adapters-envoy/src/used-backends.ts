import type { EffectiveGateway, EffectiveRule, Filter } from '@routeward/core';

const mirrored = (filters: readonly Filter[]): string[] =>
  filters.flatMap((filter) => (filter.kind === 'mirror' ? [filter.backend] : []));

function ofRule({ action, filters }: EffectiveRule): string[] {
  const backends = action.kind === 'forward' ? action.backends : [];
  return [
    ...mirrored(filters),
    ...backends.flatMap((backend) =>
      backend.kind === 'backend' ? [backend.backend, ...mirrored(backend.filters)] : [],
    ),
  ];
}

/** Keys of the backends that a Gateway's rules forward or copy requests to. */
export function usedBackends({ listeners }: EffectiveGateway): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { virtualHosts } of listeners) {
    for (const { rules } of virtualHosts) {
      for (const rule of rules) for (const key of ofRule(rule)) used.add(key);
    }
  }
  return used;
}
