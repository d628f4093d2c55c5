import type { NamedMatch, PathMatch, ValueMatch } from '@routeward/core';
import { RE2JS } from 're2js';

const patterns = new Map<string, RE2JS | undefined>();

/** RE2 syntax; the whole text must match. A pattern that RE2 refuses matches nothing. */
function fullyMatches(pattern: string, text: string): boolean {
  if (!patterns.has(pattern)) {
    try {
      patterns.set(pattern, RE2JS.compile(pattern));
    } catch {
      patterns.set(pattern, undefined);
    }
  }
  return patterns.get(pattern)?.matches(text) ?? false;
}

/** Only ASCII letters have a case in hosts, header names and paths. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * `path` without query. "Exact: matches the URL path exactly and with case sensitivity"; "PathPrefix: matches based on
 * a URL path prefix split by `/`, on a path element by element basis", trailing slash of the value ignored.
 */
export function pathHolds(match: PathMatch, path: string): boolean {
  if (match.kind === 'regex') return fullyMatches(match.value, path);
  const wanted = match.ignoreCase ? lowerAscii(match.value) : match.value;
  const sent = match.ignoreCase ? lowerAscii(path) : path;
  if (match.kind === 'exact') return sent === wanted;
  if (wanted === '/' || wanted === '') return true;
  const prefix = wanted.endsWith('/') ? wanted.slice(0, -1) : wanted;
  return sent === prefix || sent.startsWith(`${prefix}/`);
}

/** `value` is undefined where the request has none. */
export function conditionHolds(match: ValueMatch, value: string | undefined): boolean {
  if (match.kind === 'absent') return value === undefined;
  if (value === undefined) return false;
  if (match.kind === 'present') return true;
  if (match.kind === 'exact') return value === match.value;
  if (match.kind === 'prefix') return value.startsWith(match.value);
  return fullyMatches(match.value, value);
}

/**
 * Names without regard to case. Of a repeated header one value that holds is enough (the API leaves it open; each value
 * is looked at by itself, as in Envoy).
 */
export function headerHolds({ name, value }: NamedMatch, headers: readonly (readonly [string, string])[]): boolean {
  const values = headers.filter(([candidate]) => lowerAscii(candidate) === lowerAscii(name)).map(([, sent]) => sent);
  if (values.length === 0) return conditionHolds(value, undefined);
  return values.some((sent) => conditionHolds(value, sent));
}

/** The first parameter of that name counts; names and values are compared undecoded. */
export function queryParameterHolds({ name, value }: NamedMatch, query: string): boolean {
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [sentName = '', ...rest] = pair.split('=');
    if (sentName === name) return conditionHolds(value, rest.join('='));
  }
  return value.kind === 'absent';
}
