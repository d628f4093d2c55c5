import type { CorsFilter, FaultFilter, Filter, MirrorFilter } from '@routeward/core';
import { type SafeChanges, safeChanges } from '../headers/header-changes.ts';
import { isFault } from './fault.ts';
import { splitHost } from './request-headers.ts';
import { type SafeRewrite, safeRewrite } from './rewrite.ts';

/** A filter made ready once per rule: its texts are safe on the wire. */
export type PlannedFilter =
  | { readonly kind: 'requestHeaders'; readonly changes: SafeChanges }
  | { readonly kind: 'responseHeaders'; readonly changes: SafeChanges }
  | { readonly kind: 'rewrite'; readonly rewrite: SafeRewrite }
  | { readonly kind: 'mirror'; readonly filter: MirrorFilter }
  | { readonly kind: 'cors'; readonly filter: CorsFilter }
  | { readonly kind: 'fault'; readonly filter: FaultFilter }
  /** Can't be honoured: the rule answers 500 rather than go on without the filter. */
  | { readonly kind: 'broken' };

const broken: PlannedFilter = { kind: 'broken' };

function planRequestHeaders(filter: Extract<Filter, { kind: 'requestHeaders' }>): PlannedFilter[] {
  const safe = safeChanges(filter.changes);
  if (safe === undefined) return [broken];
  const { changes, hostname } = splitHost(safe);
  const planned: PlannedFilter[] = [{ kind: 'requestHeaders', changes }];
  if (hostname !== undefined) planned.push({ kind: 'rewrite', rewrite: { hostname, path: undefined } });
  return planned;
}

function planFilter(filter: Filter): PlannedFilter[] {
  switch (filter.kind) {
    case 'requestHeaders':
      return planRequestHeaders(filter);
    case 'responseHeaders': {
      const changes = safeChanges(filter.changes);
      return [changes === undefined ? broken : { kind: 'responseHeaders', changes }];
    }
    case 'rewrite': {
      const rewrite = safeRewrite(filter.hostname, filter.path);
      return [rewrite === undefined ? broken : { kind: 'rewrite', rewrite }];
    }
    case 'mirror':
      return [{ kind: 'mirror', filter }];
    case 'cors':
      return [{ kind: 'cors', filter }];
    case 'fault':
      return [isFault(filter) ? { kind: 'fault', filter } : broken];
    default:
      // A filter of a newer configuration must not be skipped: it may be the one that protects.
      return [broken];
  }
}

/** In the order of the rule. */
export const planFilters = (filters: readonly Filter[]): readonly PlannedFilter[] => filters.flatMap(planFilter);
