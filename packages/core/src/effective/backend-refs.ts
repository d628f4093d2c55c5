import type { BackendObject, WeightedBackend } from '../ir/backend.ts';
import type { HttpBackendRef } from '../resources/http-route.ts';
import { toFilters } from './filters.ts';
import type { ResolveBackend } from './resolve-backend.ts';
import { noIssues, type RuleIssues } from './rule-issues.ts';

/** Where the backendRefs stand. */
export interface BackendContext {
  readonly prefixOnly: boolean;
  readonly resolve: ResolveBackend;
  readonly issues: RuleIssues;
}

/**
 * A filter on a backendRef that can't be found or honoured takes its backend with it: that backend's share of the
 * requests gets 500, the others keep theirs. No reason of ResolvedRefs fits better than InvalidKind.
 */
function toUsable(source: HttpBackendRef, backend: string, ref: BackendObject, path: string, context: BackendContext) {
  const own = noIssues();
  const { filters, redirect } = toFilters(source.filters ?? [], `${path}.filters`, { ...context, issues: own });
  context.issues.unsupported.push(...own.unsupported);
  context.issues.references.push(...own.references, ...own.unresolvedFilters);
  for (const { path: at, message } of own.closed) {
    context.issues.references.push({ path: at, reason: 'InvalidKind', message });
  }
  const refused = own.unresolvedFilters[0] ?? own.closed[0];
  const { weight } = source;
  const usable: WeightedBackend = refused
    ? { kind: 'invalid', ref, weight, reason: 'InvalidKind', message: refused.message }
    : { kind: 'backend', backend, ref, weight, filters, ...(redirect && { redirect }) };
  return usable;
}

/** One backendRef; an invalid one keeps its weight, so that the others' shares stay as configured. */
export function toWeightedBackend(source: HttpBackendRef, path: string, context: BackendContext): WeightedBackend {
  const resolution = context.resolve(source);
  if (resolution.kind === 'checked') return toUsable(source, resolution.key, resolution.ref, path, context);
  const { ref, reason, message } = resolution;
  context.issues.references.push({ path, reason, message });
  return { kind: 'invalid', ref, weight: source.weight, reason, message };
}
