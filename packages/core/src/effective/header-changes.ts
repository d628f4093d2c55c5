import type { HeaderChanges, HeaderValue } from '../ir/filter.ts';
import type { HttpHeaderFilter } from '../resources/header-modifier.ts';
import type { RuleIssues } from './rule-issues.ts';

const lowerCase = (headers: HttpHeaderFilter['set']): HeaderValue[] =>
  (headers ?? []).map(({ name, value }) => ({ name: name.toLowerCase(), value }));

/**
 * Names in lower case. Two actions on one name, of the same or of different types, are invalid (HTTPHeaderFilter);
 * the CRD can't see this, as names may differ in case and the lists are three.
 */
export function toHeaderChanges(source: HttpHeaderFilter, path: string, issues: RuleIssues): HeaderChanges {
  const set = lowerCase(source.set);
  const add = lowerCase(source.add);
  const remove = (source.remove ?? []).map((name) => name.toLowerCase());
  const seen = new Set<string>();
  for (const name of [...set.map((header) => header.name), ...add.map((header) => header.name), ...remove]) {
    if (seen.has(name)) {
      const message = `header ${name} is named more than once in set, add and remove; one action per header is allowed`;
      issues.unsupported.push({ path, reason: 'UnsupportedValue', message });
    }
    seen.add(name);
  }
  return { set, add, remove };
}
