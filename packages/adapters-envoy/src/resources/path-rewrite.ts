import type { PathMatch, PathModifier } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { quoteRegex, targetText } from './text.ts';

/** `regex` is matched with the path without its query, which stays. */
const regexRewrite = (regex: string, substitution: string): JsonObject => ({
  regex_rewrite: { pattern: { regex }, substitution: substitution.replaceAll('\\', '\\\\') },
});

/** The whole path: a match that is no prefix counts as one that is all of it. */
const wholePath = (value: string): JsonObject => regexRewrite('^.*$', value || '/');

function replacePrefix(value: string, match: PathMatch): JsonObject {
  const replacement = value.endsWith('/') ? value.slice(0, -1) : value;
  if (match.kind !== 'prefix') return wholePath(replacement);
  // With `/` the prefix is what stands in front of the path's own slash.
  if (match.value === '/') return replacement === '' ? {} : { prefix_rewrite: `${replacement}/` };
  if (replacement !== '') return { prefix_rewrite: replacement };
  // prefix_rewrite `/` makes `//x` of `/p/x` (Envoy 1.40).
  return regexRewrite(`^${match.ignoreCase ? '(?i)' : ''}${quoteRegex(match.value)}/?`, '/');
}

const withSlash = (value: string): string => (value.startsWith('/') || value === '' ? value : `/${value}`);

/** The fields of a route action, or of a redirect, that change the path as `rewritePath` of the core does. */
export function pathRewrite(modifier: PathModifier, match: PathMatch): JsonObject {
  const value = targetText(modifier.value);
  return modifier.kind === 'full' ? wholePath(value) : replacePrefix(withSlash(value), match);
}
