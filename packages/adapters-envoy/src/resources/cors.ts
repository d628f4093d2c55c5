import type { CorsFilter } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { composeEdits, type HeaderStep, noEdits, withSteps } from './header-edits.ts';
import { respond } from './local-reply.ts';
import { literalFormat, quoteRegex } from './text.ts';
import type { Variant } from './variant.ts';

/** What only the gateway may say once a CORS filter applies (GEP-1767: it is the final authority). */
const corsFields = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

const present = (name: string): JsonObject => ({ name, present_match: true });

/** One that is empty says nothing. */
const anyOrigin: JsonObject = { name: 'origin', string_match: { safe_regex: { regex: '.+' } } };

/** `*` stands for one or more characters of the host; a scheme's own port may be there or not. */
function originRegex(pattern: string): string {
  const [, scheme, rest = pattern] = /^(https?):\/\/(.*)$/i.exec(pattern) ?? [];
  const port = scheme?.toLowerCase() === 'https' ? ':443' : ':80';
  const host = scheme !== undefined && rest.endsWith(port) ? rest.slice(0, -port.length) : rest;
  const star = host.indexOf('*');
  const text =
    star < 0 ? quoteRegex(host) : `${quoteRegex(host.slice(0, star))}[^/]+${quoteRegex(host.slice(star + 1))}`;
  return scheme === undefined ? text : `${scheme}://${text}(?:${port})?`;
}

const allowedOrigin = (filter: CorsFilter): JsonObject =>
  filter.allowOrigins.includes('*')
    ? anyOrigin
    : {
        name: 'origin',
        string_match: { safe_regex: { regex: `(?i)(?:${filter.allowOrigins.map(originRegex).join('|')})` } },
      };

const echo = (name: string): string => `%REQ(${name})%`;

/** `*` may not be sent with credentials: then what was asked for is echoed, or nothing where nothing was asked for. */
function listOrEcho(list: readonly string[], filter: CorsFilter, asked: string): string | undefined {
  if (!list.includes('*')) return list.length > 0 ? literalFormat(list.join(', ')) : undefined;
  return filter.allowCredentials ? echo(asked) : '*';
}

const set = (name: string, format: string): HeaderStep => ({ kind: 'set', name, format });

function originSteps(filter: CorsFilter): HeaderStep[] {
  const any = filter.allowOrigins.includes('*') && !filter.allowCredentials;
  return [
    set('access-control-allow-origin', any ? '*' : echo('origin')),
    ...(filter.allowCredentials ? [set('access-control-allow-credentials', 'true')] : []),
    ...(any ? [] : [{ kind: 'add', name: 'vary', format: 'origin' } as const]),
  ];
}

function preflightSteps(filter: CorsFilter): HeaderStep[] {
  const methods = listOrEcho(filter.allowMethods, filter, 'access-control-request-method');
  const headers = listOrEcho(filter.allowHeaders, filter, 'access-control-request-headers');
  return [
    ...originSteps(filter),
    set('access-control-allow-methods', methods ?? 'GET, HEAD, POST'),
    ...(headers === undefined ? [] : [set('access-control-allow-headers', headers)]),
    set('access-control-max-age', String(filter.maxAge)),
  ];
}

function exposedSteps({ exposeHeaders, allowCredentials }: CorsFilter): HeaderStep[] {
  if (exposeHeaders.length === 0 || (exposeHeaders.includes('*') && allowCredentials)) return [];
  const exposed = exposeHeaders.includes('*') ? '*' : literalFormat(exposeHeaders.join(', '));
  return [set('access-control-expose-headers', exposed)];
}

const removals = corsFields.map((name): HeaderStep => ({ kind: 'remove', name }));
const preflightConditions = [
  { name: ':method', string_match: { exact: 'OPTIONS' } },
  present('access-control-request-method'),
];

/**
 * Answers as the core's `decideCors`. Envoy's own filter says 200 to a preflight and passes one of an origin that is
 * not allowed on to the backend, so plain routes do it. `before` is what the filters in front of CORS make of an answer.
 */
export function preflightVariants(filter: CorsFilter, before: Variant): Variant[] {
  const answer: Variant = { ...before, action: respond(204) };
  const allowed: Variant = {
    ...answer,
    label: [...before.label, 'preflight'],
    headers: [...before.headers, ...preflightConditions, allowedOrigin(filter)],
    responseEdits: composeEdits(withSteps(noEdits, preflightSteps(filter)), before.responseEdits),
  };
  if (filter.allowOrigins.includes('*')) return [allowed];
  const refused: Variant = {
    ...answer,
    label: [...before.label, 'preflight-refused'],
    headers: [...before.headers, ...preflightConditions, anyOrigin],
  };
  return filter.allowOrigins.length === 0 ? [refused] : [allowed, refused];
}

/** `plain` for requests from allowed origins, from others, and from none. CORS comes in front of other edits. */
export function actualVariants(filter: CorsFilter, plain: Variant): Variant[] {
  const edited = (steps: readonly HeaderStep[]): Variant['responseEdits'] =>
    composeEdits(withSteps(noEdits, [...removals, ...steps]), plain.responseEdits);
  const allowed: Variant = {
    ...plain,
    label: [...plain.label, 'cors'],
    headers: [...plain.headers, allowedOrigin(filter)],
    responseEdits: edited([...originSteps(filter), ...exposedSteps(filter)]),
  };
  if (filter.allowOrigins.includes('*')) return [allowed, plain];
  const refused: Variant = {
    ...plain,
    label: [...plain.label, 'cors-refused'],
    headers: [...plain.headers, anyOrigin],
    responseEdits: edited([]),
  };
  return filter.allowOrigins.length === 0 ? [refused, plain] : [allowed, refused, plain];
}
