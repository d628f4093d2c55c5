import type { DecisionRequest } from '../decision/decision.ts';

/** A request taken apart once, for the conditions of many rules. */
export interface RequestParts {
  readonly method: string;
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly port: number;
  /** Without query. */
  readonly path: string;
  /** Names lower case; repeated headers joined by a comma, in order of arrival. */
  readonly headers: ReadonlyMap<string, string>;
  /** First value of each parameter, as sent and decoded. */
  readonly query: ReadonlyMap<string, string>;
}

/** Percent-decoding that keeps what is not valid, so that it never fails on what a client sends. */
function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function queryOf(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = decoded(mark === -1 ? pair : pair.slice(0, mark));
    if (!query.has(name)) query.set(name, mark === -1 ? '' : decoded(pair.slice(mark + 1)));
  }
  return query;
}

export function requestParts(request: DecisionRequest): RequestParts {
  // No client sends a fragment; where one does, the matcher does not read it.
  const [target = ''] = request.path.split('#', 1);
  const mark = target.indexOf('?');
  const headers = new Map<string, string>();
  for (const [name, value] of request.headers ?? []) {
    const key = name.toLowerCase();
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value : `${earlier},${value}`);
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
