import type { DecisionRequest } from '@routeward/core';
import { UsageError } from '../usage-error.ts';

/** What a URL says about a request. */
export type RequestTarget = Required<Pick<DecisionRequest, 'scheme' | 'authority' | 'path' | 'port'>>;

/** `host`, `host:port`, `[v6]:port`; a user name has no place in a request. */
const urlPattern = /^(?:(https?):\/\/)?((?:\[[^\]\s]+\]|[^/?#@:\s]+)(?::(\d+))?)(\/[^#\s]*|\?[^#\s]*)?(?:#.*)?$/i;

/**
 * Takes a URL apart without changing it: `URL` would resolve dot segments, lower-case and encode, and the request
 * in question may be just about those.
 */
export function parseUrl(url: string): RequestTarget {
  const [, schemeText, authority, portText, rest = '/'] = urlPattern.exec(url) ?? [];
  if (authority === undefined) throw new UsageError(`not an http or https URL: ${url}`);
  const scheme = schemeText?.toLowerCase() === 'https' ? 'https' : 'http';
  const port = portText === undefined ? (scheme === 'https' ? 443 : 80) : Number(portText);
  if (port < 1 || port > 65_535) throw new UsageError(`not a port: ${portText}`);
  return { scheme, authority, path: rest.startsWith('?') ? `/${rest}` : rest, port };
}
