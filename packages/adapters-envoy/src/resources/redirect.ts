import type { PathMatch, Redirect } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { pathRewrite } from './path-rewrite.ts';
import type { RouteContext } from './route-context.ts';
import type { Variant } from './variant.ts';

const wellKnownPort = { http: 80, https: 443 } as const;

const responseCodes = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
} as const;

/** An authority with a port; in an IPv6 address the brackets end in front of it. */
const withPort: JsonObject = { name: ':authority', string_match: { safe_regex: { regex: '.*:[0-9]*' } } };

/**
 * A redirect with the Location of the core's `redirectLocation`. Envoy takes the port from the Host header unless a
 * port or a host is set; so where the Location has none, an exact virtual host is named in full, and for others a
 * variant for requests whose Host has a port writes the scheme's own port, which is the same address.
 */
export function redirectVariants(
  redirect: Redirect,
  match: PathMatch,
  context: RouteContext,
  plain: Variant,
): Variant[] {
  const scheme = redirect.scheme ?? context.scheme;
  const port = redirect.port ?? (redirect.scheme ? wellKnownPort[redirect.scheme] : context.listenerPort);
  const implied = port === wellKnownPort[scheme];
  const host = redirect.hostname ?? (context.hostname.includes('*') ? undefined : context.hostname);
  const action = {
    scheme_redirect: scheme,
    ...(host !== undefined && { host_redirect: host }),
    ...(redirect.path && pathRewrite(redirect.path, match)),
    response_code: responseCodes[redirect.statusCode],
  };
  const explicit: Variant = { ...plain, action: { redirect: { ...action, port_redirect: port } } };
  if (!implied) return [explicit];
  const silent: Variant = { ...plain, action: { redirect: action } };
  if (host !== undefined) return [silent];
  return [{ ...explicit, label: [...plain.label, 'port'], headers: [...plain.headers, withPort] }, silent];
}
