import type { HashSource } from '@routeward/core';
import { cookieValue, queryValue } from '../access/credential.ts';
import { fieldValue } from '../headers/field-name.ts';

/** What a consistent hash may look at. */
export interface HashedRequest {
  /** With query, as it goes upstream. */
  readonly path: string;
  readonly headers: readonly string[];
  readonly clientAddress: string | undefined;
}

function valueAt(source: HashSource, { headers, path, clientAddress }: HashedRequest): string | undefined {
  switch (source.kind) {
    case 'header':
      return fieldValue(headers, source.name.toLowerCase());
    case 'cookie':
      return cookieValue(headers, source.name);
    case 'query':
      return queryValue(path, source.name);
    case 'sourceAddress':
      return clientAddress;
  }
}

export type CookieSource = Extract<HashSource, { kind: 'cookie' }>;

/** The first that the request has; where it has none, the first cookie that it should get. */
export function hashKey(
  sources: readonly HashSource[],
  request: HashedRequest,
): { readonly key: string | undefined; readonly cookie: CookieSource | undefined } {
  for (const source of sources) {
    const key = valueAt(source, request);
    if (key !== undefined) return { key, cookie: undefined };
  }
  return { key: undefined, cookie: sources.find((source) => source.kind === 'cookie') };
}
