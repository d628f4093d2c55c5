import type { NamedMatch, PathMatch, RuleMatch, ValueMatch } from '../ir/match.ts';
import { compileRegex } from '../regex/regex.ts';
import { isCredential, withheld } from './credentials.ts';
import type { RequestParts } from './request-parts.ts';

/** The condition that did not hold, and what was seen instead. */
export interface MatchFailure {
  readonly criterion: 'path' | 'method' | 'header' | 'query parameter' | 'scheme' | 'authority' | 'port';
  readonly detail: string;
}

function regexHolds(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  return compiled.kind === 'ok' && compiled.regex.test(text);
}

function pathHolds(match: PathMatch, path: string): boolean {
  if (match.kind === 'regex') return regexHolds(match.value, path);
  const fold = (text: string) => (match.ignoreCase ? text.toLowerCase() : text);
  const [sent, wanted] = [fold(path), fold(match.value)];
  if (match.kind === 'exact') return sent === wanted;
  return wanted === '/' || sent === wanted || sent.startsWith(`${wanted}/`);
}

function valueHolds(match: ValueMatch, value: string | undefined): boolean {
  switch (match.kind) {
    case 'absent':
      return value === undefined;
    case 'present':
      return value !== undefined;
    case 'exact':
      return value === match.value;
    case 'prefix':
      return value?.startsWith(match.value) ?? false;
    case 'regex':
      return value !== undefined && regexHolds(match.value, value);
  }
}

const wanted = (match: ValueMatch): string => ('value' in match ? `${match.kind} "${match.value}"` : match.kind);

const seen = (values: readonly string[]): string =>
  values.length === 0 ? 'is not there' : `is ${values.map((value) => `"${value}"`).join(' and ')}`;

/** Of several values one that holds is enough. */
const someHolds = (match: ValueMatch, values: readonly string[]): boolean =>
  values.length === 0 ? valueHolds(match, undefined) : values.some((value) => valueHolds(match, value));

function namedFailure(
  criterion: 'header' | 'query parameter',
  matches: readonly NamedMatch[],
  values: ReadonlyMap<string, readonly string[]>,
): MatchFailure | undefined {
  const failed = matches.find((match) => !someHolds(match.value, values.get(match.name) ?? []));
  if (!failed) return undefined;
  const found = values.get(failed.name) ?? [];
  const shown = criterion === 'header' && isCredential(failed.name) ? found.map(() => withheld) : found;
  const detail = `${criterion} ${failed.name} ${seen(shown)}, wanted ${wanted(failed.value)}`;
  return { criterion, detail };
}

/** The first condition of a match that a request does not meet; undefined where all hold. */
export function matchFailure(match: RuleMatch, request: RequestParts): MatchFailure | undefined {
  if (!pathHolds(match.path, request.path)) {
    return { criterion: 'path', detail: `path is "${request.path}", wanted ${match.path.kind} "${match.path.value}"` };
  }
  if (match.method !== undefined && match.method !== request.method) {
    return { criterion: 'method', detail: `method is ${request.method}, wanted ${match.method}` };
  }
  if (match.scheme !== undefined && request.scheme !== undefined && match.scheme !== request.scheme) {
    return { criterion: 'scheme', detail: `scheme is ${request.scheme}, wanted ${match.scheme}` };
  }
  if (match.port !== undefined && match.port !== request.port) {
    return { criterion: 'port', detail: `port is ${request.port}, wanted ${match.port}` };
  }
  if (match.authority !== undefined && !valueHolds(match.authority, request.authority)) {
    return { criterion: 'authority', detail: `authority is "${request.authority}", wanted ${wanted(match.authority)}` };
  }
  return (
    namedFailure('header', match.headers, request.headers) ??
    namedFailure('query parameter', match.queryParams, request.query)
  );
}
