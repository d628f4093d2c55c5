import { hostOf } from '../decision/redirect-location.ts';

/** The host that a request's authority names: lower case, without port and one trailing dot. */
export function requestHost(authority: string): string {
  const host = hostOf(authority).toLowerCase();
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** True when a hostname (`*` or absent for any, `*.` for one or more labels) covers a host. */
export function covers(hostname: string | undefined, host: string): boolean {
  if (hostname === undefined || hostname === '*') return true;
  if (!hostname.startsWith('*.')) return hostname === host;
  return host.length > hostname.length - 1 && host.endsWith(hostname.slice(1));
}

/** Most specific first: exact, then longer wildcards, then any. */
export function compareSpecificity(a: string | undefined, b: string | undefined): number {
  const rank = (hostname: string | undefined) =>
    hostname === undefined || hostname === '*' ? 0 : hostname.startsWith('*.') ? 1 : 2;
  return rank(b) - rank(a) || (b?.length ?? 0) - (a?.length ?? 0);
}
