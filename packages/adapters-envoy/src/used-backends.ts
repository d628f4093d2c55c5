import type { EffectiveGateway, EffectiveRule, Filter } from '@routeward/core';

const mirrored = (filters: readonly Filter[]): string[] =>
  filters.flatMap((filter) => (filter.kind === 'mirror' ? [filter.backend] : []));

const asked = ({ settings }: EffectiveRule): string[] =>
  (settings.access ?? []).flatMap((access) => (access.kind === 'external' ? [access.backend] : []));

function ofRule(rule: EffectiveRule): string[] {
  const { action, filters } = rule;
  const backends = action.kind === 'forward' ? action.backends : [];
  return [
    ...mirrored(filters),
    ...asked(rule),
    ...backends.flatMap((backend) =>
      backend.kind === 'backend' ? [backend.backend, ...mirrored(backend.filters)] : [],
    ),
  ];
}

/** Keys of the backends that a Gateway's rules forward or copy requests to. */
export function usedBackends({ listeners }: EffectiveGateway): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { virtualHosts, streamRules } of listeners) {
    for (const { backends } of streamRules) {
      for (const backend of backends) if (backend.kind === 'backend') used.add(backend.backend);
    }
    for (const { rules } of virtualHosts) {
      for (const rule of rules) for (const key of ofRule(rule)) used.add(key);
    }
  }
  return used;
}
