import { isAuthority } from '@routeward/core';
import { sameName } from '../headers/field-name.ts';

/** The request target, cut into what routes. */
export interface RequestTarget {
  /** Path with query, or `*`. */
  readonly path: string;
  /** From an absolute-form target: it wins over Host (RFC 9112 3.2.2). */
  readonly authority: string | undefined;
}

const originForm = (path: string): RequestTarget => ({ path, authority: undefined });

/** Reads the target forms that a gateway serves; undefined for others: authority-form, foreign schemes, relative paths. */
export function parseTarget(url: string, method: string): RequestTarget | undefined {
  if (url.charCodeAt(0) === 47) return originForm(url);
  if (url === '*') return method === 'OPTIONS' ? originForm(url) : undefined;
  const scheme = url.indexOf('://');
  // Only http: an https target on a connection without TLS is somebody else's idea of a proxy.
  if (scheme !== 4 || !sameName(url.slice(0, 4), 'http')) return undefined;
  const start = scheme + 3;
  const length = url.slice(start).search(/[/?#]/);
  const end = length === -1 ? url.length : start + length;
  const authority = url.slice(start, end);
  if (!isAuthority(authority)) return undefined;
  const rest = url.slice(end);
  return { path: rest.charCodeAt(0) === 47 ? rest : `/${rest}`, authority };
}
