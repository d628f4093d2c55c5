import type { AccessRule } from '../ir/access.ts';
import type { WeightedBackend } from '../ir/backend.ts';
import type { Filter } from '../ir/filter.ts';
import type { ConvertedRoute } from './http-route.ts';

function* mirrorsOf(filters: readonly Filter[]): Generator<string> {
  for (const filter of filters) if (filter.kind === 'mirror') yield filter.backend;
}

function* usedBy(backends: readonly WeightedBackend[]): Generator<string> {
  for (const backend of backends) {
    if (backend.kind === 'invalid') continue;
    yield backend.backend;
    yield* mirrorsOf(backend.filters);
  }
}

function* askedBy(access: readonly AccessRule[]): Generator<string> {
  for (const rule of access) if (rule.kind === 'external') yield rule.backend;
}

/** Keys of the backends that traffic or copies of it may go to, and of those that are asked about it. */
export function usedBackends({ rules }: ConvertedRoute): ReadonlySet<string> {
  const used = new Set<string>();
  for (const rule of rules) {
    if (rule.kind === 'leftOut') continue;
    const { action, filters, settings } = rule.content;
    for (const key of askedBy(settings.access ?? [])) used.add(key);
    for (const key of mirrorsOf(filters)) used.add(key);
    if (action.kind === 'forward') for (const key of usedBy(action.backends)) used.add(key);
  }
  return used;
}
