import type { NamedMatch, PathMatch, RuleMatch, SourceMatch, ValueMatch } from '@routeward/core';
import { checkMatch } from '../acceptance/check-match.ts';
import type { Workload } from '../options.ts';
import type { JsonObject } from '../resource.ts';
import type { RouteContext } from './route-context.ts';

function isSentBy({ namespace, labels = {}, principal }: SourceMatch, workload: Workload): boolean {
  if (namespace !== undefined && namespace !== workload.namespace) return false;
  if (principal !== undefined && principal !== workload.principal) return false;
  const own = new Map(Object.entries(workload.labels ?? {}));
  return Object.entries(labels).every(([name, value]) => own.get(name) === value);
}

/**
 * False for a rule that no request on this port can reach. Who sends is known where Envoy stands beside one workload,
 * as in a mesh; nothing in a request says it, and what can't be checked does not hold.
 */
export function canMatch(match: RuleMatch, { listenerPort, scheme, options: { workload } }: RouteContext): boolean {
  if (match.source !== undefined && !(workload && isSentBy(match.source, workload))) return false;
  if (match.port !== undefined && match.port !== listenerPort) return false;
  if (match.scheme !== undefined && match.scheme !== scheme) return false;
  return checkMatch(match) === undefined;
}

const withoutSlash = (prefix: string): string => (prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);

function pathMatch(path: PathMatch): JsonObject {
  if (path.kind === 'regex') return { safe_regex: { regex: path.value } };
  const anyCase = path.ignoreCase && { case_sensitive: false };
  if (path.kind === 'exact') return { path: path.value, ...anyCase };
  const prefix = withoutSlash(path.value);
  // `/` is no path-separated prefix to Envoy.
  return prefix === '' ? { prefix: '/' } : { path_separated_prefix: prefix, ...anyCase };
}

function stringMatch(value: Extract<ValueMatch, { readonly value: string }>): JsonObject {
  switch (value.kind) {
    case 'exact':
      return { exact: value.value };
    case 'prefix':
      return { prefix: value.value };
    case 'regex':
      // Envoy refuses an empty pattern.
      return value.value === '' ? { exact: '' } : { safe_regex: { regex: value.value } };
  }
}

function headerMatch(name: string, value: ValueMatch): JsonObject {
  if (value.kind === 'present') return { name, present_match: true };
  if (value.kind === 'absent') return { name, present_match: true, invert_match: true };
  // Envoy refuses an empty prefix.
  if (value.kind === 'prefix' && value.value === '') return { name, present_match: true };
  return { name, string_match: stringMatch(value) };
}

function queryMatch({ name, value }: NamedMatch): JsonObject {
  if (value.kind === 'present' || value.kind === 'absent') return { name, present_match: value.kind === 'present' };
  if (value.kind === 'prefix' && value.value === '') return { name, present_match: true };
  return { name, string_match: stringMatch(value) };
}

function headerMatches({ method, authority, headers }: RuleMatch): JsonObject[] {
  return [
    ...(method === undefined ? [] : [{ name: ':method', string_match: { exact: method } }]),
    ...(authority === undefined ? [] : [headerMatch(':authority', authority)]),
    ...headers.map(({ name, value }) => headerMatch(name, value)),
  ];
}

export function routeMatch(match: RuleMatch): JsonObject {
  const headers = headerMatches(match);
  return {
    ...pathMatch(match.path),
    ...(headers.length > 0 && { headers }),
    ...(match.queryParams.length > 0 && { query_parameters: match.queryParams.map(queryMatch) }),
  };
}
