import type { Redirect } from '../ir/filter.ts';
import type { PathMatch } from '../ir/match.ts';
import { rewritePath } from './rewrite-path.ts';

/** What a redirect needs of the request and of where it came in. */
export interface RedirectRequest {
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  /** With query. */
  readonly path: string;
  readonly listenerPort: number;
  readonly match: PathMatch;
}

const wellKnownPort = { http: 80, https: 443 } as const;

/** The host of an authority: without port, IPv6 brackets kept. */
export const hostOf = (authority: string): string => authority.replace(/:\d*$/, '');

/**
 * The Location of a redirect. The port is the filter's, else the well-known port of the filter's scheme, else the
 * listener's; it is left out where it is the scheme's own (HTTPRequestRedirectFilter, httproute_types.go).
 */
export function redirectLocation(redirect: Redirect, request: RedirectRequest): string {
  const scheme = redirect.scheme ?? request.scheme;
  const port = redirect.port ?? (redirect.scheme ? wellKnownPort[redirect.scheme] : request.listenerPort);
  const host = redirect.hostname ?? hostOf(request.authority);
  const path = redirect.path ? rewritePath(redirect.path, request.path, request.match) : request.path;
  return `${scheme}://${host}${port === wellKnownPort[scheme] ? '' : `:${port}`}${path}`;
}
