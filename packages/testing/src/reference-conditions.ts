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

/** Names without regard to case; repeated headers are one, their values joined by a comma (RFC 9110 5.3). */
export function headerValue(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  const values = headers.filter(([candidate]) => lowerAscii(candidate) === lowerAscii(name)).map(([, value]) => value);
  return values.length > 0 ? values.join(',') : undefined;
}

const escapes = /(?:%[0-9A-Fa-f]{2})+/g;

/** Escaped bytes as UTF-8; a byte that is no part of valid UTF-8 becomes U+FFFD. */
function decodeBytes(escaped: string): string {
  if (escaped === '') return '';
  for (const length of [3, 6, 9, 12]) {
    try {
      return decodeURIComponent(escaped.slice(0, length)) + decodeBytes(escaped.slice(length));
    } catch {
      // Not a whole character yet, or none at all.
    }
  }
  return `\ufffd${decodeBytes(escaped.slice(3))}`;
}

/** `+` is a space and `%XX` a byte of UTF-8; what is no escape stays as it is. */
const decode = (text: string): string => text.replaceAll('+', ' ').replace(escapes, decodeBytes);

/** The first parameter of that name counts; name and value may be written as they are or percent-encoded. */
export function queryParameterHolds({ name, value }: NamedMatch, query: string): boolean {
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [sentName = '', ...rest] = pair.split('=');
    if (sentName !== name && decode(sentName) !== name) continue;
    const sent = rest.join('=');
    return conditionHolds(value, sent) || conditionHolds(value, decode(sent));
  }
  return value.kind === 'absent';
}
