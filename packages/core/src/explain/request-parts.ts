import type { DecisionRequest } from '../decision/decision.ts';

/** A request taken apart once, for the conditions of many rules. */
export interface RequestParts {
  readonly method: string;
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly port: number;
  /** Without query. */
  readonly path: string;
  /** All values in order of arrival; names lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The first value of each parameter, undecoded: the one that counts. */
  readonly query: ReadonlyMap<string, readonly string[]>;
}

function queryOf(text: string): Map<string, readonly string[]> {
  const query = new Map<string, readonly string[]>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = mark === -1 ? pair : pair.slice(0, mark);
    if (!query.has(name)) query.set(name, [mark === -1 ? '' : pair.slice(mark + 1)]);
  }
  return query;
}

export function requestParts(request: DecisionRequest): RequestParts {
  // No client sends a fragment; where one does, the matcher does not read it.
  const [target = ''] = request.path.split('#', 1);
  const mark = target.indexOf('?');
  const headers = new Map<string, readonly string[]>();
  for (const [name, value] of request.headers ?? []) {
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return {
    method: request.method ?? 'GET',
    scheme: request.scheme,
    authority: request.authority,
    port: request.port ?? 80,
    path: mark === -1 ? target : target.slice(0, mark),
    headers,
    query: queryOf(mark === -1 ? '' : target.slice(mark + 1)),
  };
}
