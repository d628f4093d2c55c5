import type { CorsFilter } from '../ir/filter.ts';

/** The request headers that CORS looks at; undefined where the request has none. */
export interface CorsRequest {
  readonly method: string;
  readonly origin: string | undefined;
  readonly requestMethod: string | undefined;
  readonly requestHeaders: string | undefined;
}

export type CorsDecision =
  /** Not a cross-origin request: go on, add nothing. */
  | { readonly kind: 'none' }
  /** Answer the preflight here, never upstream; headers are name and value in turn. */
  | { readonly kind: 'preflight'; readonly statusCode: 204; readonly headers: readonly string[] }
  /** Go on, and put these headers on the response in place of the backend's own of the same names. */
  | { readonly kind: 'actual'; readonly headers: readonly string[] };

const safelistedMethods = ['GET', 'HEAD', 'POST'];

const withoutDefaultPort = (origin: string): string =>
  origin.replace(/^(http:\/\/.*):80$/, '$1').replace(/^(https:\/\/.*):443$/, '$1');

/** `*` in a configured origin stands for one or more characters of the host, greedy to the left (GEP-1767). */
function originMatches(pattern: string, origin: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return withoutDefaultPort(pattern) === origin;
  const plain = withoutDefaultPort(pattern);
  const head = plain.slice(0, star);
  const tail = plain.slice(star + 1);
  return (
    origin.length > head.length + tail.length &&
    origin.startsWith(head) &&
    origin.endsWith(tail) &&
    !origin.slice(head.length, origin.length - tail.length).includes('/')
  );
}

function allowedOrigin(filter: CorsFilter, origin: string): string | undefined {
  const any = filter.allowOrigins.includes('*');
  if (any) return filter.allowCredentials ? origin : '*';
  const sent = withoutDefaultPort(origin.toLowerCase());
  return filter.allowOrigins.some((pattern) => originMatches(pattern.toLowerCase(), sent)) ? origin : undefined;
}

/** `*` may not be sent with credentials: then what was asked for is echoed, or nothing where nothing was asked for. */
function listOrEcho(list: readonly string[], credentials: boolean, asked: string | undefined): string | undefined {
  if (!list.includes('*')) return list.length > 0 ? list.join(', ') : undefined;
  return credentials ? asked : '*';
}

function preflightHeaders(filter: CorsFilter, request: CorsRequest, origin: string): string[] {
  const headers = ['access-control-allow-origin', origin];
  if (filter.allowCredentials) headers.push('access-control-allow-credentials', 'true');
  const methods = listOrEcho(filter.allowMethods, filter.allowCredentials, request.requestMethod);
  headers.push('access-control-allow-methods', methods ?? safelistedMethods.join(', '));
  const allowed = listOrEcho(filter.allowHeaders, filter.allowCredentials, request.requestHeaders);
  if (allowed) headers.push('access-control-allow-headers', allowed);
  headers.push('access-control-max-age', String(filter.maxAge));
  if (origin !== '*') headers.push('vary', 'origin');
  return headers;
}

function actualHeaders(filter: CorsFilter, origin: string): string[] {
  const headers = ['access-control-allow-origin', origin];
  if (filter.allowCredentials) headers.push('access-control-allow-credentials', 'true');
  const exposed = listOrEcho(filter.exposeHeaders, false, undefined);
  if (exposed && !(exposed === '*' && filter.allowCredentials)) headers.push('access-control-expose-headers', exposed);
  if (origin !== '*') headers.push('vary', 'origin');
  return headers;
}

/**
 * What a CORS filter does with a request; the gateway is the final authority (GEP-1767). A preflight from an origin
 * that is not allowed gets 204 without any Access-Control header.
 */
export function decideCors(filter: CorsFilter, request: CorsRequest): CorsDecision {
  // An Origin that is empty says nothing (RFC 6454 7.1 wants at least `null`).
  if (!request.origin) return { kind: 'none' };
  const preflight = request.method === 'OPTIONS' && request.requestMethod !== undefined;
  const origin = allowedOrigin(filter, request.origin);
  if (!preflight) return { kind: 'actual', headers: origin === undefined ? [] : actualHeaders(filter, origin) };
  const headers = origin === undefined ? [] : preflightHeaders(filter, request, origin);
  return { kind: 'preflight', statusCode: 204, headers };
}
