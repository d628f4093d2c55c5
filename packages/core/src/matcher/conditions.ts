import type { EffectiveListener } from '../ir/configuration.ts';
import type { PathMatch, RuleMatch } from '../ir/match.ts';
import { compileRegex, type Regex } from '../regex/regex.ts';
import { type HeaderCondition, headerHolds } from './header-condition.ts';
import { fold } from './host-name.ts';
import { pathEnd, type QueryCondition, queryHolds } from './query-condition.ts';
import type { RequestView } from './request.ts';
import { compileValueTest, type ValueTest, valueHolds } from './value-test.ts';

/** A path that the table can't hold: it is tested rule by rule. */
export interface PathTest {
  readonly kind: 'regex' | 'exact' | 'prefix';
  /** Lower case where case does not count. */
  readonly text: string;
  readonly ignoreCase: boolean;
  readonly regex: Regex | undefined;
}

/** What a rule asks besides a path that the table has found. All have the same shape. */
export interface RuleConditions {
  readonly path: PathTest | undefined;
  readonly method: string | undefined;
  readonly scheme: 'http' | 'https' | undefined;
  readonly authority: ValueTest | undefined;
  readonly headers: readonly HeaderCondition[];
  readonly queryParams: readonly QueryCondition[];
}

/** `/abc/` means `/abc`, and `/` the empty prefix that is in front of every path. */
export const prefixText = (value: string): string => (value.endsWith('/') ? value.slice(0, -1) : value);

/** Longer paths (the API allows 1,024) are tested one by one instead of making the table deep. */
const longestTablePath = 4096;

/** True for paths that are found by the table. */
export const inTable = (path: PathMatch): boolean =>
  path.kind !== 'regex' && path.ignoreCase !== true && path.value.length <= longestTablePath;

const lowerAscii = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());

function compilePathTest(path: PathMatch): PathTest {
  if (path.kind === 'regex') {
    const compiled = compileRegex(path.value);
    const regex = compiled.kind === 'ok' ? compiled.regex : undefined;
    return { kind: 'regex', text: path.value, ignoreCase: false, regex };
  }
  const ignoreCase = path.ignoreCase === true;
  const text = path.kind === 'prefix' ? prefixText(path.value) : path.value;
  return { kind: path.kind, text: ignoreCase ? lowerAscii(text) : text, ignoreCase, regex: undefined };
}

/** `undefined` for a rule whose path is all that it asks. */
export function compileConditions(match: RuleMatch): RuleConditions | undefined {
  const path = inTable(match.path) ? undefined : compilePathTest(match.path);
  const { method, scheme, headers, queryParams } = match;
  const rest = headers.length + queryParams.length > 0 || match.authority !== undefined;
  if (!path && method === undefined && scheme === undefined && !rest) return undefined;
  return {
    path,
    method,
    scheme,
    authority: match.authority && compileValueTest(match.authority),
    headers: headers.map(({ name, value }) => ({ name: name.toLowerCase(), value: compileValueTest(value) })),
    queryParams: queryParams.map(({ name, value }) => ({
      name,
      value: compileValueTest(value),
    })),
  };
}

function startsWith(target: string, end: number, { text, ignoreCase }: PathTest): boolean {
  if (text.length > end) return false;
  if (!ignoreCase) return target.startsWith(text);
  for (let index = 0; index < text.length; index++) {
    if (fold(target.charCodeAt(index)) !== text.charCodeAt(index)) return false;
  }
  return true;
}

const slash = 47;

function pathHolds(test: PathTest, target: string): boolean {
  const end = pathEnd(target);
  if (test.kind === 'regex') return test.regex?.testRange(target, 0, end) === true;
  if (!startsWith(target, end, test)) return false;
  const { length } = test.text;
  if (length === end) return true;
  return test.kind === 'prefix' && (length === 0 || target.charCodeAt(length) === slash);
}

function authorityHolds(test: ValueTest, authority: string): boolean {
  if (authority === '') return test.kind === 'absent';
  return valueHolds(test, authority);
}

const listenerScheme = (listener: EffectiveListener): 'http' | 'https' =>
  listener.protocol === 'HTTPS' ? 'https' : 'http';

/** True when everything holds. `authority` is compared as received, port and case included. */
export function conditionsHold(conditions: RuleConditions, request: RequestView, listener: EffectiveListener): boolean {
  const { path, method, scheme, authority, headers, queryParams } = conditions;
  if (method !== undefined && method !== request.method) return false;
  if (path !== undefined && !pathHolds(path, request.path)) return false;
  if (scheme !== undefined && scheme !== (request.scheme ?? listenerScheme(listener))) return false;
  if (authority !== undefined && !authorityHolds(authority, request.authority)) return false;
  // Loops by index: an iterator would be an allocation.
  for (let index = 0; index < headers.length; index++) {
    const condition = headers[index];
    if (condition !== undefined && !headerHolds(condition, request.rawHeaders)) return false;
  }
  for (let index = 0; index < queryParams.length; index++) {
    const condition = queryParams[index];
    if (condition !== undefined && !queryHolds(condition, request.path)) return false;
  }
  return true;
}
