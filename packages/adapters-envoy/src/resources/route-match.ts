import type { NamedMatch, PathMatch, RuleMatch, ValueMatch } from '@routeward/core';
import type { JsonObject } from '../resource.ts';

const pathMatch = (path: PathMatch): JsonObject => {
  switch (path.kind) {
    case 'exact':
      return { path: path.value, ...(path.ignoreCase && { case_sensitive: false }) };
    case 'prefix':
      // `/` is no path-separated prefix to Envoy, and one may not end in a slash.
      return {
        ...(path.value === '/' ? { prefix: '/' } : { path_separated_prefix: path.value }),
        ...(path.ignoreCase && { case_sensitive: false }),
      };
    case 'regex':
      return { safe_regex: { regex: path.value } };
  }
};

const stringMatch = (value: Extract<ValueMatch, { readonly value: string }>): JsonObject => {
  switch (value.kind) {
    case 'exact':
      return { exact: value.value };
    case 'prefix':
      return { prefix: value.value };
    case 'regex':
      return { safe_regex: { regex: value.value } };
  }
};

function headerMatch(name: string, value: ValueMatch): JsonObject {
  if (value.kind === 'present') return { name, present_match: true };
  if (value.kind === 'absent') return { name, present_match: true, invert_match: true };
  return { name, string_match: stringMatch(value) };
}

function queryMatch({ name, value }: NamedMatch): JsonObject {
  if (value.kind === 'present' || value.kind === 'absent') return { name, present_match: value.kind === 'present' };
  return { name, string_match: stringMatch(value) };
}

export function routeMatch(match: RuleMatch): JsonObject {
  const headers = [
    ...(match.method === undefined ? [] : [{ name: ':method', string_match: { exact: match.method } }]),
    ...(match.authority === undefined ? [] : [headerMatch(':authority', match.authority)]),
    ...match.headers.map(({ name, value }) => headerMatch(name, value)),
  ];
  return {
    ...pathMatch(match.path),
    ...(headers.length > 0 && { headers }),
    ...(match.queryParams.length > 0 && { query_parameters: match.queryParams.map(queryMatch) }),
  };
}
