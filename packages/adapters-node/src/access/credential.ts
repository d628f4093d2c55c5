import type { CredentialSource } from '@routeward/core';
import { fieldValue, sameName, trimOws } from '../headers/field-name.ts';

/** Cuts `prefix` off, whatever its case: schemes such as Bearer are case-insensitive (RFC 9110 11.1). */
function behind(value: string, prefix: string): string | undefined {
  if (value.length < prefix.length || value.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase()) {
    return undefined;
  }
  return trimOws(value.slice(prefix.length));
}

/** The first cookie of a name; the value as it stands, without quotes around it. */
export function cookieValue(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (!sameName(fields[index] ?? '', 'cookie')) continue;
    for (const pair of (fields[index + 1] ?? '').split(';')) {
      const at = pair.indexOf('=');
      if (at !== -1 && trimOws(pair.slice(0, at)) === name)
        return trimOws(pair.slice(at + 1)).replace(/^"(.*)"$/, '$1');
    }
  }
  return undefined;
}

/** The first value of a query parameter, decoded. */
export function queryValue(path: string, name: string): string | undefined {
  const start = path.indexOf('?');
  if (start === -1) return undefined;
  return new URLSearchParams(path.slice(start + 1)).get(name) ?? undefined;
}

/** What a request carries at one of the places; empty counts as nothing. */
function credentialAt(source: CredentialSource, fields: readonly string[], path: string): string | undefined {
  switch (source.kind) {
    case 'header': {
      const value = fieldValue(fields, source.name.toLowerCase());
      return value === undefined ? undefined : behind(value, source.prefix ?? '');
    }
    case 'cookie':
      return cookieValue(fields, source.name);
    case 'query':
      return queryValue(path, source.name);
  }
}

/** Every credential that a request carries, in the order of the places. */
export const credentialsAt = (
  sources: readonly CredentialSource[],
  fields: readonly string[],
  path: string,
): readonly string[] =>
  sources.flatMap((source) => {
    const value = credentialAt(source, fields, path);
    return value === undefined || value === '' ? [] : [value];
  });
