import type { NamedMatch, PathMatch, RuleMatch, ValueMatch } from '../ir/match.ts';
import { canonicalPath, type PathPolicy } from '../paths/canonical-path.ts';
import { compileRegex } from '../regex/regex.ts';
import type { HttpRouteMatch } from '../resources/http-match.ts';
import type { RuleIssues } from './rule-issues.ts';

/** What a rule without matches means (HTTPRouteRule.matches). */
export const matchAll: RuleMatch = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] };

function checkRegex(pattern: string, path: string, issues: RuleIssues): void {
  const compiled = compileRegex(pattern);
  if (compiled.kind === 'ok') return;
  const message = `${JSON.stringify(pattern)} is not a regular expression that can be used: ${compiled.message}`;
  issues.unsupported.push({ path: `${path}.value`, reason: 'UnsupportedValue', message });
}

function unknownType(type: string, path: string, issues: RuleIssues): void {
  const message = `match type ${JSON.stringify(type)} is not known`;
  issues.unsupported.push({ path: `${path}.type`, reason: 'UnsupportedValue', message });
}

/** Rules are compared with canonical paths; what is left to the data planes' own policy is kept as it is written. */
const keptPaths: PathPolicy = { dotSegments: 'reject', emptySegments: 'keep', encodedSlashes: 'keep' };

/**
 * A path in the form that requests have when rules see them: `/%61dmin` means what `/admin` means. One that is resolved
 * or refused in requests never comes; to resolve it here would turn `/%2e%2e` into every path.
 */
function canonicalValue(value: string, path: string, issues: RuleIssues): string {
  const canonical = canonicalPath(value, keptPaths);
  if (canonical !== undefined) return canonical;
  const message = `no request can have the path ${JSON.stringify(value)}: such paths are resolved or refused before rules see them`;
  issues.warnings.push({ path: `${path}.value`, message });
  return value;
}

const withoutTrailingSlash = (value: string): string =>
  value.length > 1 && value.endsWith('/') ? value.slice(0, -1) : value;

function toPathMatch(source: HttpRouteMatch['path'], path: string, issues: RuleIssues): PathMatch {
  const { type, value } = source;
  switch (type) {
    case 'Exact':
      return { kind: 'exact', value: canonicalValue(value, path, issues) };
    case 'PathPrefix':
      // A trailing slash is ignored: `/abc/` means what `/abc` means (PathMatchPathPrefix).
      return { kind: 'prefix', value: withoutTrailingSlash(canonicalValue(value, path, issues)) };
    case 'RegularExpression':
      checkRegex(value, path, issues);
      return { kind: 'regex', value };
    default:
      unknownType(type, path, issues);
      return { kind: 'exact', value };
  }
}

function toValueMatch(type: string, value: string, path: string, issues: RuleIssues): ValueMatch {
  if (type === 'RegularExpression') checkRegex(value, path, issues);
  else if (type !== 'Exact') unknownType(type, path, issues);
  return { kind: type === 'RegularExpression' ? 'regex' : 'exact', value };
}

interface NamedCondition {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The first of equivalent names counts, later ones are ignored (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
function toNamedMatches(
  source: readonly NamedCondition[],
  canonical: (name: string) => string,
  path: string,
  issues: RuleIssues,
): NamedMatch[] {
  const matches = new Map<string, NamedMatch>();
  for (const [index, { name: written, type, value }] of source.entries()) {
    const name = canonical(written);
    if (matches.has(name)) continue;
    matches.set(name, { name, value: toValueMatch(type, value, `${path}[${index}]`, issues) });
  }
  return [...matches.values()];
}

/** One match of a rule; patterns that don't compile, unknown types and paths that never come go to `issues`. */
export function toRuleMatch(source: HttpRouteMatch, path: string, issues: RuleIssues): RuleMatch {
  return {
    path: toPathMatch(source.path, `${path}.path`, issues),
    ...(source.method !== undefined && { method: source.method }),
    headers: toNamedMatches(source.headers ?? [], (name) => name.toLowerCase(), `${path}.headers`, issues),
    queryParams: toNamedMatches(source.queryParams ?? [], (name) => name, `${path}.queryParams`, issues),
  };
}
