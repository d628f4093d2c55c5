import type { CorsFilter, FaultFilter, Filter, HeaderChanges, MirrorFilter, PathModifier } from '@routeward/core';
import { filterProblem } from '../acceptance/check-filters.ts';
import { type HeaderEdits, noEdits, stepsOf, withSteps } from './header-edits.ts';
import { isAuthority } from './text.ts';

/** What a list of filters comes to. */
export interface FilterPlan {
  readonly requestEdits: HeaderEdits;
  readonly responseEdits: HeaderEdits;
  readonly hostname: string | undefined;
  readonly path: PathModifier | undefined;
  readonly mirrors: readonly MirrorFilter[];
  readonly fault: FaultFilter | undefined;
  /** With what stands in front of it, which is all that a preflight's answer sees. */
  readonly cors: { readonly filter: CorsFilter; readonly before: FilterPlan } | undefined;
  /** Set where a filter can't be honoured: the rule answers 500 rather than go on without it. */
  readonly broken: string | undefined;
}

const emptyPlan: FilterPlan = {
  requestEdits: noEdits,
  responseEdits: noEdits,
  hostname: undefined,
  path: undefined,
  mirrors: [],
  fault: undefined,
  cors: undefined,
  broken: undefined,
};

/** Framing and what concerns one connection only are the proxy's: a rule that sets these has no effect. */
const ownFields = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function withoutOwn({ set, add, remove }: HeaderChanges, isOwn: (name: string) => boolean): HeaderChanges {
  return {
    set: set.filter(({ name }) => !isOwn(name)),
    add: add.filter(({ name }) => !isOwn(name)),
    remove: remove.filter((name) => !isOwn(name)),
  };
}

function withRequestHeaders(plan: FilterPlan, changes: HeaderChanges): FilterPlan {
  // Host travels as the authority, so that there is always exactly one.
  const host = [...changes.set, ...changes.add].find(({ name }) => name === 'host')?.value;
  const own = withoutOwn(changes, (name) => name === 'host' || ownFields.has(name));
  return {
    ...plan,
    requestEdits: withSteps(plan.requestEdits, stepsOf(own)),
    ...(host !== undefined && isAuthority(host) && { hostname: host }),
  };
}

function withResponseHeaders(plan: FilterPlan, changes: HeaderChanges): FilterPlan {
  const own = withoutOwn(changes, (name) => name === 'host' || ownFields.has(name));
  return { ...plan, responseEdits: withSteps(plan.responseEdits, stepsOf(own)) };
}

function withFilter(plan: FilterPlan, filter: Filter): FilterPlan {
  const broken = filterProblem(filter);
  if (broken !== undefined) return { ...plan, broken };
  switch (filter.kind) {
    case 'requestHeaders':
      return withRequestHeaders(plan, filter.changes);
    case 'responseHeaders':
      return withResponseHeaders(plan, filter.changes);
    case 'rewrite': {
      const { hostname, path } = filter;
      return { ...plan, ...(hostname !== undefined && { hostname }), ...(path && { path }) };
    }
    case 'mirror':
      return filter.fraction.numerator > 0 ? { ...plan, mirrors: [...plan.mirrors, filter] } : plan;
    case 'cors':
      return plan.cors ? plan : { ...plan, cors: { filter, before: plan } };
    case 'fault':
      return { ...plan, fault: filter };
  }
}

export const planFilters = (filters: readonly Filter[]): FilterPlan => filters.reduce(withFilter, emptyPlan);
