import type { Filter, HeaderChanges } from '../ir/filter.ts';
import type { PathMatch } from '../ir/match.ts';
import type { DecidedHeaders, DecidedMirror, DecisionRequest } from './decision.ts';
import { rewritePath } from './rewrite-path.ts';

/** What a list of filters changes on the way upstream and back. */
export interface FilterEffects {
  readonly requestHeaders?: DecidedHeaders;
  readonly responseHeaders?: DecidedHeaders;
  readonly path?: string;
  readonly authority?: string;
  readonly mirrors?: readonly DecidedMirror[];
}

function decidedHeaders(changes: HeaderChanges): DecidedHeaders {
  return {
    ...(changes.set.length > 0 && { set: changes.set }),
    ...(changes.add.length > 0 && { add: changes.add }),
    ...(changes.remove.length > 0 && { remove: changes.remove }),
  };
}

function decidedMirror(filter: Extract<Filter, { kind: 'mirror' }>): DecidedMirror {
  const { kind, namespace, name, port } = filter.ref;
  const fraction = filter.fraction.numerator / filter.fraction.denominator;
  return { kind, namespace, name, ...(port !== undefined && { port }), fraction };
}

/** The value of the first header of that name, in any case. */
export const headerOf = (request: DecisionRequest, name: string): string | undefined =>
  request.headers?.find(([key]) => key.toLowerCase() === name)?.[1];

function effectOf(filter: Filter, request: DecisionRequest, match: PathMatch): FilterEffects {
  switch (filter.kind) {
    case 'requestHeaders':
      return { requestHeaders: decidedHeaders(filter.changes) };
    case 'responseHeaders':
      return { responseHeaders: decidedHeaders(filter.changes) };
    case 'rewrite':
      return {
        ...(filter.path && { path: rewritePath(filter.path, request.path, match) }),
        ...(filter.hostname !== undefined && { authority: filter.hostname }),
      };
    case 'mirror':
      return { mirrors: [decidedMirror(filter)] };
    case 'cors':
    case 'fault':
      return {};
  }
}

/** Each filter kind but mirrors stands at most once in a list (a rule of the CRD), so effects do not overlap. */
export function filterEffects(filters: readonly Filter[], request: DecisionRequest, match: PathMatch): FilterEffects {
  let effects: FilterEffects = {};
  for (const filter of filters) {
    const effect = effectOf(filter, request, match);
    const mirrors = [...(effects.mirrors ?? []), ...(effect.mirrors ?? [])];
    effects = { ...effects, ...effect, ...(mirrors.length > 0 && { mirrors }) };
  }
  return effects;
}
