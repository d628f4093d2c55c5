import type { Filter, HeaderChanges } from '../ir/filter.ts';
import type { PathMatch } from '../ir/match.ts';
import type { DecidedHeaders, DecidedMirror, DecisionRequest } from './decision.ts';
import { joinedChanges } from './joined-changes.ts';
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

/** The changes of all filters of one kind as one list. */
function headersOf(filters: readonly Filter[], kind: 'requestHeaders' | 'responseHeaders'): DecidedHeaders | undefined {
  let changes: HeaderChanges | undefined;
  for (const filter of filters) {
    if (filter.kind === kind) changes = changes ? joinedChanges(changes, filter.changes) : filter.changes;
  }
  return changes && decidedHeaders(changes);
}

function effectOf(filter: Filter, request: DecisionRequest, match: PathMatch): FilterEffects {
  switch (filter.kind) {
    case 'rewrite':
      return {
        ...(filter.path && { path: rewritePath(filter.path, request.path, match) }),
        ...(filter.hostname !== undefined && { authority: filter.hostname }),
      };
    case 'mirror':
      return { mirrors: [decidedMirror(filter)] };
    case 'requestHeaders':
    case 'responseHeaders':
    case 'cors':
    case 'fault':
      return {};
  }
}

/** Header filters and mirrors may stand in a list more than once, where a policy has added some. */
export function filterEffects(filters: readonly Filter[], request: DecisionRequest, match: PathMatch): FilterEffects {
  const requestHeaders = headersOf(filters, 'requestHeaders');
  const responseHeaders = headersOf(filters, 'responseHeaders');
  let effects: FilterEffects = {
    ...(requestHeaders && { requestHeaders }),
    ...(responseHeaders && { responseHeaders }),
  };
  for (const filter of filters) {
    const effect = effectOf(filter, request, match);
    const mirrors = [...(effects.mirrors ?? []), ...(effect.mirrors ?? [])];
    effects = { ...effects, ...effect, ...(mirrors.length > 0 && { mirrors }) };
  }
  return effects;
}
