import type { PathModifier } from '../ir/filter.ts';
import type { PathMatch } from '../ir/match.ts';

/**
 * The path with query after a path modifier; the query is kept as it is. A prefix is replaced element by element
 * (table at HTTPPathModifier.replacePrefixMatch, httproute_types.go); with a match that is no prefix, which the CRD
 * rules out, the whole path counts as the prefix.
 */
export function rewritePath(modifier: PathModifier, path: string, match: PathMatch): string {
  const mark = path.indexOf('?');
  const end = mark === -1 ? path.length : mark;
  const query = path.slice(end);
  if (modifier.kind === 'full') return (modifier.value === '' ? '/' : modifier.value) + query;
  const prefixLength = match.kind === 'prefix' ? (match.value === '/' ? 0 : match.value.length) : end;
  const rest = path.slice(prefixLength, end);
  const replacement = modifier.value.endsWith('/') ? modifier.value.slice(0, -1) : modifier.value;
  const joined = replacement + rest;
  return (joined.startsWith('/') ? joined : `/${joined}`) + query;
}
